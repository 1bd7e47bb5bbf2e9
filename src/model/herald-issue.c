/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings and lists of them: made by the validation of every domain object, shown beside the field
 * they belong to. */
#include "config.h"

#include "model/herald-issue.h"

#include "base/herald-error.h"

#include <string.h>

static void
issue_free (gpointer issue)
{
  herald_issue_free (issue);
}

/**
 * herald_issue_new:
 * @severity: how bad it is
 * @code: (transfer none): a constant in upper case that scripts may compare
 * @field: (transfer none) (nullable): a constant, the field it belongs to
 * @format: a translated sentence in printf style: what is wrong and what to do
 * @...: its arguments
 *
 * **Thread:** any.
 *
 * Returns: (transfer full): the finding
 */
HeraldIssue *
herald_issue_new (HeraldSeverity severity,
                  const char    *code,
                  const char    *field,
                  const char    *format,
                  ...)
{
  HeraldIssue *self = g_new0 (HeraldIssue, 1);
  va_list      arguments;

  g_return_val_if_fail (code != NULL && format != NULL, self);

  self->severity = severity;
  self->code = code;
  self->field = field;
  va_start (arguments, format);
  self->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return self;
}

/**
 * herald_issue_free:
 * @self: (transfer full) (nullable): a finding
 */
void
herald_issue_free (HeraldIssue *self)
{
  if (self == NULL)
    return;
  g_free (self->message);
  g_free (self);
}

/**
 * herald_issues_new:
 *
 * Returns: (transfer full) (element-type HeraldIssue): an empty list that owns its findings
 */
GPtrArray *
herald_issues_new (void)
{
  return g_ptr_array_new_with_free_func (issue_free);
}

/**
 * herald_issues_find:
 * @issues: (element-type HeraldIssue): findings
 * @field: (nullable): a field, or %NULL for the worst of all
 *
 * Returns: (transfer none) (nullable): the worst finding of @field, the first among equals
 */
const HeraldIssue *
herald_issues_find (GPtrArray *issues, const char *field)
{
  const HeraldIssue *worst = NULL;

  g_return_val_if_fail (issues != NULL, NULL);

  for (guint i = 0; i < issues->len; i++)
    {
      const HeraldIssue *issue = g_ptr_array_index (issues, i);

      if (field != NULL && g_strcmp0 (issue->field, field) != 0)
        continue;
      if (worst == NULL || issue->severity > worst->severity)
        worst = issue;
    }
  return worst;
}

/**
 * herald_issues_has_error:
 * @issues: (element-type HeraldIssue): findings
 *
 * Returns: whether one of them forbids saving or sending
 */
gboolean
herald_issues_has_error (GPtrArray *issues)
{
  const HeraldIssue *worst = herald_issues_find (issues, NULL);

  return worst != NULL && worst->severity == HERALD_SEVERITY_ERROR;
}

/**
 * herald_issues_to_error:
 * @issues: (element-type HeraldIssue): findings
 *
 * **Errors:** INVALID with the first finding that is an error.
 *
 * Returns: whether there is none, so that one may go on
 */
gboolean
herald_issues_to_error (GPtrArray *issues, GError **error)
{
  const HeraldIssue *worst = herald_issues_find (issues, NULL);
  g_autofree char   *message = NULL;

  if (worst == NULL || worst->severity != HERALD_SEVERITY_ERROR)
    return TRUE;
  /* Findings are sentences, errors have no closing period. */
  message = g_strdup (worst->message);
  if (g_str_has_suffix (message, "."))
    message[strlen (message) - 1] = '\0';
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, message);
  return FALSE;
}
