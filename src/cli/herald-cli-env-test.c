/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl env test: an environment step by step. */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-output.h"
#include "core/herald-apps.h"
#include "core/herald-people.h"

#include <glib/gi18n.h>

/* One step of the test; FALSE ends it. */
typedef gboolean (*StepFunc) (HeraldCli *cli, GError **error);

static gboolean
sign_in_step (HeraldCli *cli, GError **error)
{
  return herald_cli_get_session (cli, error) != NULL;
}

static gboolean
read_apps_step (HeraldCli *cli, GError **error)
{
  HeraldSession *session = herald_cli_get_session (cli, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) apps = NULL;

  herald_apps_list_async (session, herald_cli_get_cancellable (cli), herald_await_cb, &await);
  apps = herald_apps_list_finish (session, herald_await_result (&await), error);
  return apps != NULL;
}

static gboolean
read_people_step (HeraldCli *cli, GError **error)
{
  HeraldSession    *session = herald_cli_get_session (cli, error);
  const char *const emails[] = { "nobody@example.com", NULL };
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) people = NULL;

  herald_people_find_async (session, emails, herald_cli_get_cancellable (cli), herald_await_cb,
                            &await);
  people = herald_people_find_finish (session, herald_await_result (&await), error);
  return people != NULL;
}

static const struct
{
  const char *name;
  const char *good; /* N_() */
  StepFunc    run;
} TEST_STEPS[] = {
  { "signIn", N_ ("Signed in, and Dataverse knows the user"), sign_in_step },
  { "apps", N_ ("The mobile app configurations can be read"), read_apps_step },
  { "people", N_ ("Contacts and leads can be read"), read_people_step },
};

/**
 * herald_cli_env_test:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether every step worked; the answer is printed in any case
 */
gboolean
herald_cli_env_test (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) step_error = NULL;

  if (!herald_cli_parse_options (NULL, arguments, 0, 0, error))
    return FALSE;
  json_builder_begin_array (builder);
  for (gsize i = 0; i < G_N_ELEMENTS (TEST_STEPS) && step_error == NULL; i++)
    {
      gint64      start_us = g_get_monotonic_time ();
      gboolean    ok = TEST_STEPS[i].run (cli, &step_error);
      int         ms = (int) ((g_get_monotonic_time () - start_us) / 1000);
      const char *message = ok ? _(TEST_STEPS[i].good) : step_error->message;

      json_builder_begin_object (builder);
      herald_cli_add_string (builder, "step", TEST_STEPS[i].name);
      herald_cli_add_boolean (builder, "ok", ok);
      herald_cli_add_int (builder, "ms", ms);
      herald_cli_add_string (builder, "message", message);
      json_builder_end_object (builder);
      if (!herald_cli_wants_json (cli))
        herald_cli_print_line ("%s %-8s %5d ms  %s", ok ? "✓" : "✗", TEST_STEPS[i].name, ms,
                               message);
    }
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  herald_cli_set_exit_status (cli, herald_error_get_exit_code (step_error));
  return TRUE;
}
