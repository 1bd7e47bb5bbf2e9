/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The step that says in which model-driven apps notifications are switched on. */
#include "config.h"

#include "core/herald-connection-test-private.h"

#include "base/herald-error.h"
#include "base/herald-json.h"
#include "base/herald-task-data.h"
#include "model/herald-odata.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Who has more of them knows it. */
#define MOST_APPS 50
/* Microsoft, “Send in-app notifications”, read 2026-11: a text, false unless it was set. */
#define SETTING "AllowNotificationsEarlyAccess"

typedef struct
{
  char    *name; /* (owned) */
  gboolean is_on;
} App;

typedef struct
{
  GPtrArray *apps;        /* (owned) (element-type App) */
  GError    *saved_error; /* (owned) (nullable) */
  guint      n_pending;
} InAppTask;

static void
app_free (gpointer data)
{
  App *self = data;

  g_free (self->name);
  g_free (self);
}

static void
in_app_task_clear (InAppTask *self)
{
  g_clear_pointer (&self->apps, g_ptr_array_unref);
  g_clear_error (&self->saved_error);
}

HERALD_DEFINE_TASK_DATA (InAppTask, in_app_task, in_app_task_clear)

/* Takes @task. */
static void
tell_apps (GTask *task)
{
  InAppTask *data = in_app_task_get (task);
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  HeraldConnectionOutcome *outcome = g_new0 (HeraldConnectionOutcome, 1);
  guint                    n_on = 0;

  for (guint i = 0; i < data->apps->len; i++)
    {
      const App       *app = g_ptr_array_index (data->apps, i);
      g_autofree char *line =
        g_strdup_printf (app->is_on ? _("%s: on") : _("%s: off"), app->name);

      n_on += app->is_on ? 1 : 0;
      g_strv_builder_add (lines, line);
    }
  outcome->details = g_strv_builder_end (lines);
  outcome->state = n_on > 0 ? HERALD_CONNECTION_GOOD : HERALD_CONNECTION_WARNING;
  outcome->message =
    n_on == 0 ? g_strdup (_("No app shows in-app notifications"))
              : g_strdup_printf (ngettext ("%u app shows in-app notifications",
                                           "%u apps show in-app notifications", n_on),
                                 n_on);
  if (n_on == 0)
    outcome->fix = _("Switch them on in make.powerapps.com: edit the app, Settings, Features, "
                     "In-app notifications; then save and publish.");
  herald_connection_step_return (task, outcome);
}

/* Whoever may not read it can still send; any other error is one. Takes @task and @error. */
static void
tell_unknown (GTask *task, GError *error)
{
  HeraldConnectionOutcome *outcome;

  if (!g_error_matches (error, HERALD_ERROR, HERALD_ERROR_FORBIDDEN))
    {
      herald_connection_step_fail (task, error, herald_connection_explain (error));
      return;
    }
  outcome = g_new0 (HeraldConnectionOutcome, 1);
  outcome->state = HERALD_CONNECTION_WARNING;
  outcome->message = g_strdup (error->message);
  outcome->fix = _("Ask an administrator in which apps in-app notifications are switched on.");
  g_error_free (error);
  herald_connection_step_return (task, outcome);
}

/* Takes @task. */
static void
finish_op (GTask *task)
{
  InAppTask *data = in_app_task_get (task);

  if (--data->n_pending > 0)
    g_object_unref (task);
  else if (data->saved_error != NULL)
    tell_unknown (task, g_steal_pointer (&data->saved_error));
  else
    tell_apps (task);
}

static gboolean
read_is_on (JsonObject *answer)
{
  JsonObject *detail = NULL;
  const char *value = NULL;

  return herald_json_read_object (answer, "SettingDetail", HERALD_JSON_OPTIONAL, &detail, NULL) &&
         detail != NULL &&
         herald_json_read_string (detail, "Value", HERALD_JSON_OPTIONAL, &value, NULL) &&
         g_strcmp0 (value, "true") == 0;
}

/* Which app an answer is for. */
typedef struct
{
  GTask *task; /* (owned) */
  App   *app;  /* (unowned): the task's */
} Question;

static void
got_setting_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  InAppTask           *data = in_app_task_get (question->task);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer =
    herald_dataverse_get_finish (HERALD_DATAVERSE (source), result, &error);

  if (answer != NULL)
    question->app->is_on = read_is_on (answer);
  else if (data->saved_error == NULL)
    data->saved_error = g_steal_pointer (&error);
  finish_op (question->task);
}

static void
ask_for_setting (GTask *task, HeraldDataverse *dataverse, App *app, const char *unique_name)
{
  g_autofree char *quoted = herald_odata_quote (unique_name);
  g_autofree char *encoded = herald_odata_encode (quoted);
  g_autofree char *path = g_strconcat ("RetrieveSetting(SettingName=@s,AppUniqueName=@a)"
                                       "?@s='" SETTING "'&@a=",
                                       encoded, NULL);
  Question        *question = g_new0 (Question, 1);

  in_app_task_get (task)->n_pending++;
  question->task = g_object_ref (task);
  question->app = app;
  herald_dataverse_get_async (dataverse, path, g_task_get_cancellable (task), got_setting_cb,
                              question);
}

static void
got_apps_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask     *task = user_data;
  InAppTask *data = in_app_task_get (task);
  GError    *error = NULL;
  g_autoptr (GPtrArray) rows =
    herald_dataverse_list_finish (HERALD_DATAVERSE (source), result, &error);

  if (rows == NULL)
    {
      tell_unknown (task, error);
      return;
    }
  data->n_pending = 1;
  for (guint i = 0; i < rows->len; i++)
    {
      JsonObject *row = g_ptr_array_index (rows, i);
      const char *name = NULL;
      const char *unique_name = NULL;
      App        *app;

      if (!herald_json_read_string (row, "uniquename", HERALD_JSON_REQUIRED, &unique_name, NULL))
        continue;
      herald_json_read_string (row, "name", HERALD_JSON_OPTIONAL, &name, NULL);
      app = g_new0 (App, 1);
      app->name = g_strdup (name != NULL ? name : unique_name);
      g_ptr_array_add (data->apps, app);
      ask_for_setting (task, HERALD_DATAVERSE (source), app, unique_name);
    }
  finish_op (task);
}

void
herald_connection_read_in_app (GTask *task, HeraldConnectionFindings *findings)
{
  InAppTask *data;

  if (findings->tables == NULL || !g_hash_table_contains (findings->tables, "appnotification") ||
      !g_hash_table_contains (findings->tables, "appmodule"))
    {
      herald_connection_step_skip (task);
      return;
    }
  data = in_app_task_attach (task);
  data->apps = g_ptr_array_new_with_free_func (app_free);
  herald_dataverse_list_async (findings->dataverse,
                               "appmodules?$select=name,uniquename&$orderby=name", MOST_APPS, NULL,
                               NULL, g_task_get_cancellable (task), got_apps_cb, task);
}
