/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads, writes and deletes mobile app configurations. A save writes what was changed and nothing
 * else, so that secrets nobody may read are never blanked. */
#include "config.h"

#include "core/herald-apps.h"

#include <glib/gi18n-lib.h>

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "base/herald-task-data.h"
#include "core/herald-apps-private.h"
#include "core/herald-session-private.h"
#include "model/herald-issue.h"
#include "model/herald-odata.h"
#include "net/herald-dataverse-rows.h"

#define SET_CHANNELS "msdyn_channelinstances"
#define CHANNEL_ID "msdyn_channelinstanceid"
#define SET_DEFINITIONS "msdyn_channeldefinitions"
#define DEFINITION_ID "msdyn_channeldefinitionid"
/* Its GUID differs between organisations: found by the table it stands for (contract:
 * dataverse-schema, 2.1). */
#define DEFINITION_FILTER                                                                          \
  "msdyn_channeldefinitionexternalentity eq 'msdynmkt_mobileappchannelinstance'"

typedef struct
{
  HeraldApp *app;      /* (owned) */
  HeraldApp *snapshot; /* (owned): what is being written */
  guint      next_secret;
} SaveTask;

typedef struct
{
  char      *app_id;   /* (owned) */
  GPtrArray *channels; /* (owned) (nullable) (element-type utf8): rows that go first */
  guint      next_channel;
} DeleteTask;

/* What is kept with the system when it was changed. */
static const struct
{
  HeraldAppField   field;
  HeraldSecretKind kind;
} kept_secrets[] = {
  { HERALD_APP_SIGNING_KEY, HERALD_SECRET_SIGNING_KEY },
  { HERALD_APP_SERVICE_ACCOUNT, HERALD_SECRET_SERVICE_ACCOUNT },
};

static void
save_task_clear (SaveTask *data)
{
  g_clear_object (&data->app);
  g_clear_object (&data->snapshot);
}

HERALD_DEFINE_TASK_DATA (SaveTask, save_task, save_task_clear)

static void
delete_task_clear (DeleteTask *data)
{
  g_clear_pointer (&data->app_id, g_free);
  g_clear_pointer (&data->channels, g_ptr_array_unref);
}

HERALD_DEFINE_TASK_DATA (DeleteTask, delete_task, delete_task_clear)

static void
list_got_apps_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError    *error = NULL;
  GPtrArray *apps = herald_dataverse_list_finish (HERALD_DATAVERSE (source), result, &error);

  if (apps != NULL)
    g_task_return_pointer (task, apps, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * herald_apps_list_async:
 * @session: an open session
 * @cancellable: (nullable): to cancel
 * @callback: called with the apps
 * @user_data: for @callback
 */
void
herald_apps_list_async (HeraldSession      *session,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask           *task;
  g_autofree char *query = herald_query_apps ();

  g_return_if_fail (HERALD_IS_SESSION (session));

  task = herald_session_begin (session, herald_apps_list_async, cancellable, callback, user_data);
  if (task != NULL)
    herald_dataverse_list_async (herald_session_get_dataverse (session), query, 0,
                                 herald_row_to_app, g_object_unref, g_task_get_cancellable (task),
                                 list_got_apps_cb, task);
}

/**
 * herald_apps_list_finish:
 * @session: a session
 * @result: of herald_apps_list_async()
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND: Customer Insights - Journeys is not installed; what a call can give.
 *
 * Returns: (transfer full) (element-type HeraldApp): by name
 */
GPtrArray *
herald_apps_list_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
load_got_app_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (JsonObject) row =
    herald_dataverse_get_finish (HERALD_DATAVERSE (source), result, &error);
  gpointer app = row != NULL ? herald_row_to_app (row, &error) : NULL;

  if (app != NULL)
    g_task_return_pointer (task, app, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * herald_apps_load_async:
 * @session: an open session
 * @app_id: its id
 * @cancellable: (nullable): to cancel
 * @callback: called with the app
 * @user_data: for @callback
 */
void
herald_apps_load_async (HeraldSession      *session,
                        const char         *app_id,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  GTask           *task;
  g_autofree char *query = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (app_id != NULL);

  task = herald_session_begin (session, herald_apps_load_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  query = herald_query_app (app_id);
  herald_dataverse_get_async (herald_session_get_dataverse (session), query,
                              g_task_get_cancellable (task), load_got_app_cb, task);
}

/**
 * herald_apps_load_finish:
 * @session: a session
 * @result: of herald_apps_load_async()
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND; what a call can give.
 *
 * Returns: (transfer full): the app
 */
HeraldApp *
herald_apps_load_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Dataverse has no empty texts: "" and nothing are the same. */
static gboolean
is_same_text (const char *one, const char *other)
{
  return g_strcmp0 (one != NULL ? one : "", other != NULL ? other : "") == 0;
}

/* Somebody may have typed on while it was written: only what was written counts as saved. */
static void
mark_written (SaveTask *data)
{
  gboolean same =
    herald_app_get_apns_mode (data->app) == herald_app_get_apns_mode (data->snapshot) &&
    herald_app_get_apns_environment (data->app) ==
      herald_app_get_apns_environment (data->snapshot) &&
    herald_app_get_fcm_mode (data->app) == herald_app_get_fcm_mode (data->snapshot);

  for (int i = 0; i < HERALD_APP_N_FIELDS; i++)
    {
      const char *written = herald_app_get (data->snapshot, (HeraldAppField) i);

      if (!is_same_text (herald_app_get (data->app, (HeraldAppField) i), written))
        same = FALSE;
      else if (herald_app_is_changed (data->snapshot, (HeraldAppField) i))
        herald_app_load (data->app, (HeraldAppField) i, written);
    }
  if (same)
    herald_app_mark_saved (data->app);
}

static void
finish_save (GTask *task)
{
  HeraldSession *session = g_task_get_source_object (task);

  herald_session_tell_apps_changed (session);
  g_task_return_boolean (task, TRUE);
}

/* The app is written by then; that its channel is not must be told all the same. */
static void
fail_channel (GTask *task, GError *error)
{
  HeraldSession *session = g_task_get_source_object (task);

  herald_session_tell_apps_changed (session);
  g_prefix_error (&error, "%s",
                  _("The app is saved, but its channel could not be made, which journeys need: "));
  g_task_return_error (task, error);
}

static void
save_made_channel_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError          *error = NULL;
  g_autofree char *id = herald_dataverse_create_finish (HERALD_DATAVERSE (source), result, &error);

  if (id != NULL)
    finish_save (task);
  else
    fail_channel (task, error);
}

static void
make_channel (GTask *task, HeraldDataverse *dataverse, const char *definition_id)
{
  SaveTask        *data = save_task_get (task);
  g_autofree char *definition = g_strdup_printf ("/" SET_DEFINITIONS "(%s)", definition_id);
  g_autofree char *app =
    g_strdup_printf ("/" HERALD_SET_APPS "(%s)", herald_app_get (data->app, HERALD_APP_ID));
  g_autoptr (JsonObject) row = json_object_new ();

  json_object_set_string_member (row, "msdyn_name",
                                 herald_app_get (data->snapshot, HERALD_APP_NAME));
  json_object_set_string_member (row, "msdyn_ChannelDefinitionId@odata.bind", definition);
  json_object_set_string_member (
    row, "msdyn_extendedentityid_msdynmkt_mobileappchannelinstance@odata.bind", app);
  herald_dataverse_create_async (dataverse, SET_CHANNELS, row, g_task_get_cancellable (task),
                                 save_made_channel_cb, g_object_ref (task));
}

/* Older organisations have no channel definitions: then the app alone is right. */
static void
save_got_definition_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (HeraldDataversePage) page =
    herald_dataverse_page_finish (HERALD_DATAVERSE (source), result, &error);
  const char *id = NULL;

  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      finish_save (task);
      return;
    }
  if (page != NULL && page->rows->len > 0 &&
      !herald_json_read_string (g_ptr_array_index (page->rows, 0), DEFINITION_ID,
                                HERALD_JSON_REQUIRED, &id, &error))
    g_assert (error != NULL);
  if (error != NULL)
    fail_channel (task, error);
  else if (id == NULL)
    finish_save (task);
  else
    make_channel (task, HERALD_DATAVERSE (source), id);
}

static void
find_definition (GTask *task)
{
  HeraldSession   *session = g_task_get_source_object (task);
  g_autofree char *query = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  query = herald_odata_build_query (SET_DEFINITIONS, "$select", DEFINITION_ID, "$filter",
                                    DEFINITION_FILTER, "$top", "1", NULL);
  herald_dataverse_page_async (herald_session_get_dataverse (session), query, 0, NULL, NULL,
                               g_task_get_cancellable (task), save_got_definition_cb,
                               g_object_ref (task));
}

static void keep_secrets (GTask *task);

static void
save_kept_secret_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* The service has it; a copy is a help, not a condition. */
  if (!herald_secrets_store_finish (HERALD_SECRETS (source), result, &error))
    g_info ("A secret was not kept: %s", error->message);
  keep_secrets (task);
}

/* True recursion: one secret after the other. */
static void
keep_secrets (GTask *task)
{
  HeraldSession *session = g_task_get_source_object (task);
  SaveTask      *data = save_task_get (task);

  while (data->next_secret < G_N_ELEMENTS (kept_secrets))
    {
      HeraldAppField field = kept_secrets[data->next_secret].field;
      const char    *value = herald_app_get (data->snapshot, field);

      data->next_secret++;
      if (value == NULL || *value == '\0' || !herald_app_is_changed (data->snapshot, field))
        continue;
      herald_secrets_store_async (herald_session_get_secrets (session),
                                  herald_session_get_environment_id (session),
                                  kept_secrets[data->next_secret - 1].kind,
                                  herald_app_get (data->app, HERALD_APP_ID), value,
                                  g_task_get_cancellable (task), save_kept_secret_cb,
                                  g_object_ref (task));
      return;
    }
  if (herald_app_get (data->snapshot, HERALD_APP_ID) == NULL)
    find_definition (task);
  else
    finish_save (task);
}

static void
save_created_app_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SaveTask        *data = save_task_get (task);
  GError          *error = NULL;
  g_autofree char *id = herald_dataverse_create_finish (HERALD_DATAVERSE (source), result, &error);

  if (id == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  mark_written (data);
  herald_app_load (data->app, HERALD_APP_ID, id);
  keep_secrets (task);
}

static void
save_updated_app_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SaveTask *data = save_task_get (task);
  GError   *error = NULL;

  if (!herald_dataverse_update_finish (HERALD_DATAVERSE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  mark_written (data);
  keep_secrets (task);
}

/**
 * herald_apps_save_async:
 * @session: an open session
 * @app: created when it has no id, else its changed fields are written
 * @cancellable: (nullable): to cancel
 * @callback: called when it is saved
 * @user_data: for @callback
 *
 * Copies of changed secrets are kept with the system. A new app also gets its channel, where the
 * organisation has channel definitions.
 */
void
herald_apps_save_async (HeraldSession      *session,
                        HeraldApp          *app,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) issues = NULL;
  g_autoptr (JsonObject) row = NULL;
  SaveTask   *data;
  GError     *error = NULL;
  const char *id;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (HERALD_IS_APP (app));

  task =
    herald_session_begin_change (session, herald_apps_save_async, cancellable, callback, user_data);
  if (task == NULL)
    return;
  issues = herald_app_validate (app);
  if (!herald_issues_to_error (issues, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  id = herald_app_get (app, HERALD_APP_ID);
  if (id != NULL && !herald_app_has_changes (app))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  data = save_task_attach (task);
  data->app = g_object_ref (app);
  data->snapshot = herald_app_copy (app);
  row = herald_app_to_row (app, id != NULL);
  if (id == NULL)
    herald_dataverse_create_async (herald_session_get_dataverse (session), HERALD_SET_APPS, row,
                                   g_task_get_cancellable (task), save_created_app_cb,
                                   g_object_ref (task));
  else
    herald_dataverse_update_async (herald_session_get_dataverse (session), HERALD_SET_APPS, id, row,
                                   g_task_get_cancellable (task), save_updated_app_cb,
                                   g_object_ref (task));
}

/**
 * herald_apps_save_finish:
 * @session: a session
 * @result: of herald_apps_save_async()
 * @error: where to put an error
 *
 * **Errors:** INVALID: a field is wrong and nothing was sent; NOT_FOUND: it was deleted meanwhile;
 * what a call can give.
 *
 * Returns: whether it is saved
 */
gboolean
herald_apps_save_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
delete_forgot_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSession *session = g_task_get_source_object (task);
  GError        *error = NULL;

  if (!herald_apps_forget_finish (session, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  herald_session_tell_apps_changed (session);
  herald_session_tell_devices_changed (session);
  g_task_return_boolean (task, TRUE);
}

static void
delete_deleted_app_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  HeraldSession *session = g_task_get_source_object (task);
  GError        *error = NULL;

  if (!herald_dataverse_delete_finish (HERALD_DATAVERSE (source), result, &error))
    g_task_return_error (task, error);
  else
    herald_apps_forget_async (session, delete_task_get (task)->app_id,
                              g_task_get_cancellable (task), delete_forgot_cb, g_object_ref (task));
}

static void delete_next (GTask *task);

static void
delete_deleted_channel_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!herald_dataverse_delete_finish (HERALD_DATAVERSE (source), result, &error) &&
      !g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  delete_next (task);
}

/* True recursion: one row after the other, the app itself last. */
static void
delete_next (GTask *task)
{
  HeraldSession   *session = g_task_get_source_object (task);
  HeraldDataverse *dataverse = herald_session_get_dataverse (session);
  DeleteTask      *data = delete_task_get (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (data->channels != NULL && data->next_channel < data->channels->len)
    herald_dataverse_delete_async (dataverse, SET_CHANNELS,
                                   g_ptr_array_index (data->channels, data->next_channel++),
                                   g_task_get_cancellable (task), delete_deleted_channel_cb,
                                   g_object_ref (task));
  else
    herald_dataverse_delete_async (dataverse, HERALD_SET_APPS, data->app_id,
                                   g_task_get_cancellable (task), delete_deleted_app_cb,
                                   g_object_ref (task));
}

static gpointer
row_to_channel_id (JsonObject *row, GError **error)
{
  const char *id = NULL;

  return herald_json_read_string (row, CHANNEL_ID, HERALD_JSON_REQUIRED, &id, error) ? g_strdup (id)
                                                                                     : NULL;
}

static void
delete_got_channels_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DeleteTask *data = delete_task_get (task);
  GError     *error = NULL;

  data->channels = herald_dataverse_list_finish (HERALD_DATAVERSE (source), result, &error);
  if (error != NULL && !g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_error (&error);
  delete_next (task);
}

/**
 * herald_apps_delete_async:
 * @session: an open session
 * @app_id: its id
 * @cancellable: (nullable): to cancel
 * @callback: called when it is gone
 * @user_data: for @callback
 *
 * With it go its channel in the service, and the copies of its secrets and the names of its access
 * tokens on this computer. Its devices can be reached no more.
 */
void
herald_apps_delete_async (HeraldSession      *session,
                          const char         *app_id,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GTask           *task;
  g_autofree char *filter = NULL;
  g_autofree char *query = NULL;

  g_return_if_fail (HERALD_IS_SESSION (session));
  g_return_if_fail (app_id != NULL);

  task = herald_session_begin_change (session, herald_apps_delete_async, cancellable, callback,
                                      user_data);
  if (task == NULL)
    return;
  delete_task_attach (task)->app_id = g_strdup (app_id);
  filter = g_strdup_printf ("_msdyn_extendedentityid_value eq %s", app_id);
  query = herald_odata_build_query (SET_CHANNELS, "$select", CHANNEL_ID, "$filter", filter, NULL);
  herald_dataverse_list_async (herald_session_get_dataverse (session), query, 0, row_to_channel_id,
                               g_free, g_task_get_cancellable (task), delete_got_channels_cb, task);
}

/**
 * herald_apps_delete_finish:
 * @session: a session
 * @result: of herald_apps_delete_async()
 * @error: where to put an error
 *
 * **Errors:** NOT_FOUND; what a call can give.
 *
 * Returns: whether it is gone
 */
gboolean
herald_apps_delete_finish (HeraldSession *session, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, session), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
