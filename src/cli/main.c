/* SPDX-License-Identifier: GPL-3.0-or-later */
/* heraldctl: finds the command, runs it and ends with its exit status. */
#include "config.h"

#include "base/herald-error.h"
#include "base/herald-process.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-output.h"
#include "net/herald-http.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#define EXIT_USAGE 1
#define EXIT_INTERRUPTED 130

static gboolean
take_flag (GPtrArray *arguments, const char *name)
{
  for (guint i = 0; i < arguments->len; i++)
    {
      const char *argument = g_ptr_array_index (arguments, i);

      if (strcmp (argument, "--") == 0)
        return FALSE;
      if (strcmp (argument, name) == 0)
        {
          g_ptr_array_remove_index (arguments, i);
          return TRUE;
        }
    }
  return FALSE;
}

static int
fail (HeraldCli *cli, const GError *error)
{
  herald_cli_print_error (cli, error);
  if (herald_error_is_cancelled (error))
    return EXIT_INTERRUPTED;
  return herald_error_get_exit_code (error);
}

static int
fail_unknown (HeraldCli *cli, GPtrArray *arguments)
{
  g_autoptr (GError) error = NULL;
  const char      *suggestion = herald_cli_commands_suggest (arguments);
  const gboolean   is_group = herald_cli_commands_is_group (arguments);
  g_autofree char *words = NULL;

  g_ptr_array_add (arguments, NULL);
  words = g_strjoinv (" ", (char **) arguments->pdata);
  if (is_group)
    error = g_error_new (G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                         _("“heraldctl %s” needs one more word; “heraldctl %s --help” lists them"),
                            words, words);
  else if (suggestion != NULL)
    error = g_error_new (G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                         _("There is no command “%s”; perhaps “%s”?"), words, suggestion);
  else
    error = g_error_new (G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                         _("There is no command “%s”; “heraldctl --help” lists them"), words);
  return fail (cli, error);
}

static int
run (HeraldCli *cli, GPtrArray *arguments)
{
  gboolean                help = take_flag (arguments, "--help") || take_flag (arguments, "-h");
  const HeraldCliCommand *command;
  g_autoptr (GError) error = NULL;

  if (take_flag (arguments, "--version"))
    {
      herald_cli_print_line ("heraldctl %s", HERALD_VERSION);
      return 0;
    }
  command = herald_cli_commands_find (arguments);
  if (command != NULL && help)
    herald_cli_commands_print_command_help (command);
  else if (command == NULL && (help || arguments->len == 0))
    {
      if (!herald_cli_commands_print_help (arguments))
        return fail_unknown (cli, arguments);
      return help ? 0 : EXIT_USAGE;
    }
  else if (command == NULL)
    return fail_unknown (cli, arguments);
  else if (!command->run (cli, arguments, &error))
    {
      if (error->domain == G_OPTION_ERROR)
        g_prefix_error (&error, "heraldctl %s: ", command->name);
      return fail (cli, error);
    }
  return herald_cli_get_exit_status (cli);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (HeraldCli) cli = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  herald_process_forbid_core_dumps ();
  /* Standard output is for the answer alone, also with G_MESSAGES_DEBUG. */
  g_log_writer_default_set_use_stderr (TRUE);
  herald_http_init_library ();
  setlocale (LC_ALL, "");
  /* Arguments and answers are UTF-8 also where no locale is set, as in a cron job. */
  if (!g_get_charset (NULL))
    setlocale (LC_CTYPE, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, HERALD_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  for (int i = 1; i < argc; i++)
    g_ptr_array_add (arguments, g_utf8_make_valid (argv[i], -1));
  cli = herald_cli_new (arguments, &error);
  if (error != NULL)
    return fail (cli, error);
  status = run (cli, arguments);
  /* An answer that could not be written is no success: a full disk, a closed pipe. */
  return fflush (stdout) != 0 && status == 0 ? EXIT_USAGE : status;
}
