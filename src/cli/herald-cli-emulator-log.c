/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl emulator log: what the emulator was asked and answered. */
#include "config.h"

#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-emulator-call.h"
#include "cli/herald-cli-output.h"
#include "core/herald-phones.h"
#include "model/herald-exchange.h"

#include <glib/gi18n.h>

#define DEFAULT_LOG_LIMIT 100

/**
 * herald_cli_emulator_log:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_emulator_log (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  gint64             after = 0;
  int                limit = DEFAULT_LOG_LIMIT;
  const GOptionEntry entries[] = {
    { "after", 0, 0, G_OPTION_ARG_INT64, &after, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    { 0 },
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (HeraldCliTable) table =
    herald_cli_table_new (_("No."), _("Time"), _("Method"), _("URL"), _("Status"), NULL);
  g_autoptr (GPtrArray) exchanges = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  HeraldSession *session;

  if (!herald_cli_parse_options (entries, arguments, 0, 0, error))
    return FALSE;
  session = herald_cli_emulator_get_session (cli, error);
  if (session == NULL)
    return FALSE;
  herald_phones_log_async (session, after, (guint) MAX (limit, 1), herald_cli_get_cancellable (cli),
                           herald_await_cb, &await);
  exchanges = herald_phones_log_finish (session, herald_await_result (&await), error);
  if (exchanges == NULL)
    return FALSE;
  json_builder_begin_array (builder);
  for (guint i = 0; i < exchanges->len; i++)
    {
      HeraldExchange  *exchange = g_ptr_array_index (exchanges, i);
      g_autofree char *number =
        g_strdup_printf ("%" G_GINT64_FORMAT, herald_exchange_get_id (exchange));
      g_autofree char *status = g_strdup_printf ("%u", herald_exchange_get_status (exchange));
      g_autofree char *at = herald_cli_format_time (herald_exchange_get_started_us (exchange));

      json_builder_begin_object (builder);
      herald_cli_add_int (builder, "n", herald_exchange_get_id (exchange));
      herald_cli_add_string (builder, "at", at);
      herald_cli_add_string (builder, "method", herald_exchange_get_method (exchange));
      herald_cli_add_string (builder, "path", herald_exchange_get_url (exchange));
      herald_cli_add_int (builder, "status", herald_exchange_get_status (exchange));
      herald_cli_add_int (builder, "ms", herald_exchange_get_total_us (exchange) / 1000);
      herald_cli_add_string (builder, "request", herald_exchange_get_request_body (exchange));
      herald_cli_add_string (builder, "answer", herald_exchange_get_answer_body (exchange));
      json_builder_end_object (builder);
      herald_cli_table_add (table, number, at, herald_exchange_get_method (exchange),
                            herald_exchange_get_url (exchange), status, NULL);
    }
  json_builder_end_array (builder);
  if (herald_cli_wants_json (cli))
    herald_cli_print_json (builder);
  else
    herald_cli_table_print (table, _("The log is empty"));
  return TRUE;
}

/**
 * herald_cli_emulator_log_clear:
 * @cli: the surroundings
 * @arguments: its words
 *
 * Returns: whether it worked
 */
gboolean
herald_cli_emulator_log_clear (HeraldCli *cli, GPtrArray *arguments, GError **error)
{
  return herald_cli_parse_options (NULL, arguments, 0, 0, error) &&
         herald_cli_emulator_do (cli, "DELETE", "log", NULL, _("The log is empty"), error);
}
