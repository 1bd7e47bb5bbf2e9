/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RetrieveCurrentOrganization: Microsoft, “RetrieveCurrentOrganization function”, read 2026-11. */
#include "config.h"

#include "net/herald-organization.h"

#include "base/herald-error.h"
#include "base/herald-guid.h"
#include "base/herald-json.h"

#include <glib/gi18n-lib.h>

#define CALL                                                                                       \
  "RetrieveCurrentOrganization(AccessType=@p)"                                                     \
  "?@p=Microsoft.Dynamics.CRM.EndpointAccessType'Default'"

static char *
dup_text (JsonObject *object, const char *name)
{
  const char *text = NULL;

  herald_json_read_string (object, name, HERALD_JSON_OPTIONAL, &text, NULL);
  return g_strdup (text != NULL ? text : "");
}

/**
 * herald_organization_free:
 * @self: (nullable): an organisation
 */
void
herald_organization_free (HeraldOrganization *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->version);
  g_free (self->tenant_id);
  g_free (self);
}

/**
 * herald_organization_parse:
 * @answer: what RetrieveCurrentOrganization answered
 *
 * **Errors:** PROTOCOL: it names no organisation. **Thread:** any.
 *
 * Returns: (transfer full): the organisation
 */
HeraldOrganization *
herald_organization_parse (JsonObject *answer, GError **error)
{
  JsonObject         *detail = NULL;
  const char         *id = NULL;
  g_autofree char    *guid = NULL;
  HeraldOrganization *self;

  g_return_val_if_fail (answer != NULL, NULL);

  if (herald_json_read_object (answer, "Detail", HERALD_JSON_REQUIRED, &detail, NULL) &&
      herald_json_read_string (detail, "OrganizationId", HERALD_JSON_REQUIRED, &id, NULL))
    guid = herald_guid_normalise (id);
  if (guid == NULL)
    {
      g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                           _("The answer does not say which organization this is; check that the "
                             "address is that of a Dataverse environment"));
      return NULL;
    }
  self = g_new0 (HeraldOrganization, 1);
  self->id = g_steal_pointer (&guid);
  self->name = dup_text (detail, "FriendlyName");
  self->version = dup_text (detail, "OrganizationVersion");
  self->tenant_id = dup_text (detail, "TenantId");
  return self;
}

static void
organization_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (JsonObject) answer =
    herald_dataverse_get_finish (HERALD_DATAVERSE (source), result, &error);
  HeraldOrganization *organization =
    answer != NULL ? herald_organization_parse (answer, &error) : NULL;

  if (organization != NULL)
    g_task_return_pointer (task, organization, (GDestroyNotify) herald_organization_free);
  else
    g_task_return_error (task, error);
}

/**
 * herald_organization_fetch_async:
 * @dataverse: the Web API
 * @cancellable: (nullable): ends the call
 * @callback: called with the answer
 * @user_data: for @callback
 */
void
herald_organization_fetch_async (HeraldDataverse    *dataverse,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (HERALD_IS_DATAVERSE (dataverse));

  task = g_task_new (dataverse, cancellable, callback, user_data);
  g_task_set_source_tag (task, herald_organization_fetch_async);
  herald_dataverse_get_async (dataverse, CALL, cancellable, organization_fetched_cb, task);
}

/**
 * herald_organization_fetch_finish:
 * @dataverse: the Web API
 * @result: of herald_organization_fetch_async()
 * @error: where to put an error
 *
 * **Errors:** as herald_dataverse_get_finish(); PROTOCOL when no organisation is named.
 *
 * Returns: (transfer full): the organisation
 */
HeraldOrganization *
herald_organization_fetch_finish (HeraldDataverse *dataverse, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataverse), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
