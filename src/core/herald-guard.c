/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A read-only environment lets nothing pass. One for production lets pass what somebody confirmed
 * by typing its name: one change, so that the next one is confirmed anew. The rule looks at the
 * environment as it is at that moment, also when its kind was changed while it is open. */
#include "config.h"

#include "core/herald-guard.h"

#include "base/herald-error.h"

#include <glib/gi18n-lib.h>

struct _HeraldGuard
{
  HeraldEnvironment *environment; /* (owned) */

  gboolean one_confirmed;
  gboolean all_confirmed;
};

static const char *
get_name (HeraldGuard *self)
{
  return herald_environment_get (self->environment, HERALD_ENVIRONMENT_NAME);
}

/**
 * herald_guard_new:
 * @environment: what is guarded
 *
 * Returns: (transfer full): a guard to whom nothing was confirmed
 */
HeraldGuard *
herald_guard_new (HeraldEnvironment *environment)
{
  HeraldGuard *self;

  g_return_val_if_fail (HERALD_IS_ENVIRONMENT (environment), NULL);

  self = g_new0 (HeraldGuard, 1);
  self->environment = g_object_ref (environment);
  return self;
}

/**
 * herald_guard_free:
 * @self: (transfer full): a guard
 */
void
herald_guard_free (HeraldGuard *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->environment);
  g_free (self);
}

/**
 * herald_guard_needs_name:
 * @self: a guard
 *
 * Returns: whether the next change has to be confirmed first
 */
gboolean
herald_guard_needs_name (HeraldGuard *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return herald_environment_get_kind (self->environment) == HERALD_ENVIRONMENT_PRODUCTION &&
         !self->one_confirmed && !self->all_confirmed;
}

/**
 * herald_guard_is_name:
 * @self: a guard
 * @typed: what somebody typed
 *
 * Returns: whether it is the environment's name, in the same case; blanks around it do not count
 */
gboolean
herald_guard_is_name (HeraldGuard *self, const char *typed)
{
  g_autofree char *stripped = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *given = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (typed != NULL, FALSE);

  stripped = g_strstrip (g_strdup (typed));
  wanted = g_utf8_normalize (get_name (self), -1, G_NORMALIZE_DEFAULT_COMPOSE);
  given = g_utf8_normalize (stripped, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  return wanted != NULL && given != NULL && *given != '\0' && g_str_equal (wanted, given);
}

/**
 * herald_guard_confirm:
 * @self: a guard
 * @typed: what somebody typed
 * @all: whether it holds for every change from now on, instead of the next one
 * @error: where to put an error
 *
 * **Errors:** INVALID: it is not the environment's name.
 *
 * Returns: whether it is confirmed
 */
gboolean
herald_guard_confirm (HeraldGuard *self, const char *typed, gboolean all, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (typed != NULL, FALSE);

  if (!herald_guard_is_name (self, typed))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is not the name of the environment “%s”; nothing was done"), typed,
                      get_name (self));
      return FALSE;
    }
  self->one_confirmed = TRUE;
  self->all_confirmed = self->all_confirmed || all;
  return TRUE;
}

/**
 * herald_guard_check_writable:
 * @self: a guard
 * @error: where to put an error
 *
 * **Errors:** FORBIDDEN: the environment is read-only.
 *
 * Returns: whether changes may be made at all
 */
gboolean
herald_guard_check_writable (HeraldGuard *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!herald_environment_is_read_only (self->environment))
    return TRUE;
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_FORBIDDEN,
               _("“%s” is read-only in Herald, so nothing was sent, changed or removed; switch that "
                 "off in the environment's settings first"),
                  get_name (self));
  return FALSE;
}

/**
 * herald_guard_pass:
 * @self: a guard
 * @error: where to put an error
 *
 * **Errors:** FORBIDDEN: the environment is read-only; INVALID: it is for production and nobody
 * confirmed the change.
 *
 * Returns: whether a change may begin
 */
gboolean
herald_guard_pass (HeraldGuard *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!herald_guard_check_writable (self, error))
    return FALSE;
  if (herald_guard_needs_name (self))
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is for production: confirm the change by its name, on the command line "
                     "with --confirm; nothing was done"),
                      get_name (self));
      return FALSE;
    }
  self->one_confirmed = FALSE;
  return TRUE;
}
