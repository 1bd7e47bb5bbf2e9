/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl env test: an environment step by step. */
#include "config.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-output.h"
#include "core/herald-connection-test.h"

#include <glib/gi18n.h>

static const char *
get_mark (HeraldConnectionState state)
{
  switch (state)
    {
    case HERALD_CONNECTION_GOOD:
      return "✓";
    case HERALD_CONNECTION_WARNING:
      return "!";
    case HERALD_CONNECTION_FAILED:
      return "✗";
    case HERALD_CONNECTION_WAITING:
    case HERALD_CONNECTION_RUNNING:
    case HERALD_CONNECTION_SKIPPED:
    default:
      return "·";
    }
}

static gboolean
is_good (HeraldConnectionStep *step)
{
  HeraldConnectionState state = herald_connection_step_get_state (step);

  return state == HERALD_CONNECTION_GOOD || state == HERALD_CONNECTION_WARNING;
}

static void
print_step (HeraldConnectionStep *step)
{
  const char *const *details = herald_connection_step_get_details (step);
  const char        *fix = herald_connection_step_get_fix (step);

  herald_cli_print_line ("%s %s (%u ms): %s", get_mark (herald_connection_step_get_state (step)),
                         herald_connection_step_get_title (step),
                         herald_connection_step_get_elapsed_ms (step),
                         herald_connection_step_get_message (step));
  for (gsize i = 0; details != NULL && details[i] != NULL; i++)
    herald_cli_print_line ("    %s", details[i]);
  if (fix != NULL)
    herald_cli_print_line ("  → %s", fix);
}

/* As soon as it ends, not when all have: a person sees where it waits. */
static void
step_changed_cb (HeraldConnectionStep *step)
{
  HeraldConnectionState state = herald_connection_step_get_state (step);

  if (state != HERALD_CONNECTION_WAITING && state != HERALD_CONNECTION_RUNNING)
    print_step (step);
}

static void
add_step (JsonBuilder *builder, HeraldConnectionStep *step)
{
  const char *const    *details = herald_connection_step_get_details (step);
  HeraldConnectionState state = herald_connection_step_get_state (step);

  json_builder_begin_object (builder);
  herald_cli_add_string (builder, "step", herald_connection_step_get_name (step));
  herald_cli_add_boolean (builder, "ok", is_good (step));
  herald_cli_add_string (builder, "state", herald_connection_state_to_string (state));
  herald_cli_add_int (builder, "ms", herald_connection_step_get_elapsed_ms (step));
  herald_cli_add_string (builder, "message", herald_connection_step_get_message (step));
  if (herald_connection_step_get_fix (step) != NULL)
    herald_cli_add_string (builder, "fix", herald_connection_step_get_fix (step));
  if (details != NULL)
    {
      json_builder_set_member_name (builder, "details");
      json_builder_begin_array (builder);
      for (gsize i = 0; details[i] != NULL; i++)
        json_builder_add_string_value (builder, details[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

static void
print_json (GListModel *steps)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (HeraldConnectionStep) step = g_list_model_get_item (steps, i);

      add_step (builder, step);
    }
  json_builder_end_array (builder);
  herald_cli_print_json (builder);
}

static void
watch (GListModel *steps)
{
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (HeraldConnectionStep) step = g_list_model_get_item (steps, i);

      g_signal_connect (step, "notify::state", G_CALLBACK (step_changed_cb), NULL);
    }
}

static HeraldConnectionTest *
make_test (HeraldCli *cli, const char *name, GError **error)
{
  HeraldStore *store = herald_cli_get_store (cli, error);
  g_autoptr (HeraldEmulatorInfo) emulator = NULL;
  g_autoptr (HeraldEnvironment) environment = NULL;

  if (store == NULL)
    return NULL;
  environment = herald_cli_open_environment (cli, name, &emulator, error);
  return environment != NULL
           ? herald_connection_test_new (environment, store, herald_cli_get_secrets (cli), emulator)
           : NULL;
}

/**
 * herald_cli_env_test:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it was tried; how it went is printed and is the exit status
 */
gboolean
herald_cli_env_test (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  g_autoptr (HeraldConnectionTest) test = NULL;
  g_autoptr (GError) step_error = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (!herald_cli_parse_options (NULL, arguments, 0, 1, error))
    return FALSE;
  test = make_test (cli,
                    arguments->len > 0 ? g_ptr_array_index (arguments, 0)
                                       : herald_cli_get_environment_name (cli),
                    error);
  if (test == NULL)
    return FALSE;
  if (!herald_cli_wants_json (cli))
    watch (G_LIST_MODEL (test));
  herald_connection_test_run_async (test, herald_cli_get_cancellable (cli), herald_await_cb,
                                    &await);
  herald_connection_test_run_finish (test, herald_await_result (&await), &step_error);
  if (herald_error_is_cancelled (step_error))
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  if (herald_cli_wants_json (cli))
    print_json (G_LIST_MODEL (test));
  herald_cli_set_exit_status (cli, herald_error_get_exit_code (step_error));
  return TRUE;
}
