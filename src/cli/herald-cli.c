/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens what a command needs, when it needs it, and closes it at the end: a command that only lists
 * environments starts no emulator. */
#include "config.h"

#include "cli/herald-cli.h"

#include "base/herald-error.h"
#include "cli/herald-cli-passphrase.h"
#include "cli/herald-cli-waits.h"
#include "core/herald-environments.h"
#include "emulator/herald-emulator.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>

#define ATTACH_ATTEMPTS 50
#define ATTACH_PAUSE_MS 100

struct _HeraldCli
{
  gboolean json;
  char    *environment_name; /* (owned) */
  char    *data_dir;         /* (owned) (nullable) */
  char    *confirmation;     /* (owned) (nullable): the name of an environment for production */
  char    *passphrase_file;  /* (owned) (nullable): of the file of secrets */
  int      exit_status;

  GCancellable   *cancellable; /* (owned) */
  guint           signal_id;
  HeraldFolders  *folders;  /* (owned) (nullable) */
  HeraldStore    *store;    /* (owned) (nullable) */
  HeraldSecrets  *secrets;  /* (owned) (nullable) */
  HeraldEmulator *emulator; /* (owned) (nullable): the one inside this command */
  HeraldSession  *session;  /* (owned) (nullable) */
};

static gboolean
interrupted_cb (gpointer user_data)
{
  HeraldCli *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_CONTINUE;
}

/* “-” alone is standard input. */
static gboolean
is_value (const char *word)
{
  return *word != '-' || strcmp (word, "-") == 0;
}

/* Reads “--name VALUE” or “--name=VALUE” at @index and takes it out. */
static gboolean
take_value (GPtrArray *arguments, guint index, const char *name, char **value, GError **error)
{
  const char *argument = g_ptr_array_index (arguments, index);
  gsize       length = strlen (name);

  g_clear_pointer (value, g_free);
  if (argument[length] == '=')
    *value = g_strdup (argument + length + 1);
  else if (index + 1 < arguments->len && is_value (g_ptr_array_index (arguments, index + 1)))
    {
      *value = g_strdup (g_ptr_array_index (arguments, index + 1));
      g_ptr_array_remove_index (arguments, index + 1);
    }
  g_ptr_array_remove_index (arguments, index);
  if (*value != NULL && **value != '\0')
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("“%s” needs a value"), name);
  return FALSE;
}

static gboolean
is_option (const char *argument, const char *name)
{
  gsize length = strlen (name);

  return strncmp (argument, name, length) == 0 &&
         (argument[length] == '\0' || argument[length] == '=');
}

static gboolean
is_end (GPtrArray *arguments, guint index)
{
  return index >= arguments->len || strcmp (g_ptr_array_index (arguments, index), "--") == 0;
}

/* First of all, so that a mistake in the rest is answered in the form that was asked for. */
static void
take_json_option (HeraldCli *self, GPtrArray *arguments)
{
  guint index = 0;

  while (!is_end (arguments, index))
    if (strcmp (g_ptr_array_index (arguments, index), "--json") == 0)
      {
        self->json = TRUE;
        g_ptr_array_remove_index (arguments, index);
      }
    else
      index++;
}

static gboolean
take_global_options (HeraldCli *self, GPtrArray *arguments, GError **error)
{
  const struct
  {
    const char *name;
    char      **value;
  } options[] = {
    { "--env", &self->environment_name },
    { "--data-dir", &self->data_dir },
    { "--confirm", &self->confirmation },
    { "--passphrase-file", &self->passphrase_file },
  };
  guint index = 0;

  take_json_option (self, arguments);
  while (!is_end (arguments, index))
    {
      const char *argument = g_ptr_array_index (arguments, index);
      gsize       i = 0;

      while (i < G_N_ELEMENTS (options) && !is_option (argument, options[i].name))
        i++;
      if (i == G_N_ELEMENTS (options))
        index++;
      else if (!take_value (arguments, index, options[i].name, options[i].value, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * herald_cli_new:
 * @arguments: (element-type utf8): the words after the program's name; loses the global options
 * @error: return location; set when a global option lacks its value
 *
 * Returns: (transfer full): the command's surroundings; also when @error is set, so that the error
 *   can be answered in the form that was asked for
 */
HeraldCli *
herald_cli_new (GPtrArray *arguments, GError **error)
{
  HeraldCli *self = g_new0 (HeraldCli, 1);

  self->environment_name = g_strdup (HERALD_EMULATOR_ENVIRONMENT_ID);
  self->cancellable = g_cancellable_new ();
  self->signal_id = g_unix_signal_add (SIGINT, interrupted_cb, self);
  take_global_options (self, arguments, error);
  return self;
}

/**
 * herald_cli_free:
 * @self: the surroundings
 *
 * Closes the session and the store and ends the emulator that ran inside the command.
 */
void
herald_cli_free (HeraldCli *self)
{
  if (self->session != NULL)
    herald_session_close (self->session);
  g_clear_object (&self->session);
  if (self->store != NULL)
    herald_store_close (self->store);
  g_clear_object (&self->store);
  if (self->emulator != NULL)
    herald_emulator_stop (self->emulator);
  g_clear_object (&self->emulator);
  g_clear_object (&self->secrets);
  g_clear_object (&self->folders);
  g_clear_handle_id (&self->signal_id, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->environment_name, g_free);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->confirmation, g_free);
  g_clear_pointer (&self->passphrase_file, g_free);
  g_free (self);
}

/**
 * herald_cli_wants_json:
 * @self: the surroundings
 *
 * Returns: whether the answer is JSON
 */
gboolean
herald_cli_wants_json (HeraldCli *self)
{
  return self->json;
}

/**
 * herald_cli_get_cancellable:
 * @self: the surroundings
 *
 * Returns: (transfer none): cancelled by SIGINT
 */
GCancellable *
herald_cli_get_cancellable (HeraldCli *self)
{
  return self->cancellable;
}

/**
 * herald_cli_get_confirmation:
 * @self: the surroundings
 *
 * Returns: (transfer none) (nullable): the name that --confirm gives
 */
const char *
herald_cli_get_confirmation (HeraldCli *self)
{
  return self->confirmation;
}

/**
 * herald_cli_get_environment_name:
 * @self: the surroundings
 *
 * Returns: (transfer none): what --env says, “emulator” without it
 */
const char *
herald_cli_get_environment_name (HeraldCli *self)
{
  return self->environment_name;
}

/**
 * herald_cli_get_passphrase_file:
 * @self: the surroundings
 *
 * Returns: (transfer none) (nullable): what --passphrase-file says
 */
const char *
herald_cli_get_passphrase_file (HeraldCli *self)
{
  return self->passphrase_file;
}

/**
 * herald_cli_get_folders:
 * @self: the surroundings
 *
 * **Errors:** STORE when the folder cannot be made.
 *
 * Returns: (transfer none): where Herald keeps its things
 */
HeraldFolders *
herald_cli_get_folders (HeraldCli *self, GError **error)
{
  if (self->folders == NULL)
    self->folders = herald_folders_new (self->data_dir, error);
  return self->folders;
}

/**
 * herald_cli_get_store:
 * @self: the surroundings
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer none): the opened store
 */
HeraldStore *
herald_cli_get_store (HeraldCli *self, GError **error)
{
  HeraldFolders *folders = herald_cli_get_folders (self, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (folders == NULL || self->store != NULL)
    return self->store;
  herald_store_open_async (herald_folders_get_database_path (folders), self->cancellable,
                           herald_await_cb, &await);
  self->store = herald_store_open_finish (herald_await_result (&await), error);
  return self->store;
}

/**
 * herald_cli_get_secrets:
 * @self: the surroundings
 *
 * Returns: (transfer none): where secrets are kept
 */
HeraldSecrets *
herald_cli_get_secrets (HeraldCli *self)
{
  HeraldFolders *folders;

  if (self->secrets != NULL)
    return self->secrets;
  /* Without folders there is no store either, which says so. */
  folders = herald_cli_get_folders (self, NULL);
  self->secrets = folders != NULL
                    ? herald_secrets_new_with_file (herald_folders_get_secrets_path (folders))
                    : herald_secrets_new ();
  herald_cli_passphrase_answer (self, self->secrets);
  return self->secrets;
}

/* The ready line of the emulator on the data folder: another process's, or our own's. */
static HeraldEmulatorInfo *
try_emulator (HeraldCli *self, const char *dir, GError **error)
{
  HeraldEmulatorOptions options = { .dir = dir };
  g_autofree char      *line = herald_emulator_find_running (dir);
  g_autoptr (HeraldEmulator) emulator = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (line != NULL)
    return herald_emulator_info_new_from_line (line, error);
  emulator = herald_emulator_new (&options);
  herald_emulator_start_async (emulator, self->cancellable, herald_await_cb, &await);
  if (!herald_emulator_start_finish (emulator, herald_await_result (&await), error))
    return NULL;
  self->emulator = g_steal_pointer (&emulator);
  return herald_emulator_info_new_from_line (herald_emulator_get_ready_line (self->emulator),
                                             error);
}

static gboolean
paused_cb (gpointer over)
{
  *(gboolean *) over = TRUE;
  return G_SOURCE_REMOVE;
}

static void
pause_ms (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, paused_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* The window or another command may be starting the emulator at this moment: then it holds the
 * folder already and answers a moment later. */
static HeraldEmulatorInfo *
open_emulator (HeraldCli *self, GError **error)
{
  HeraldFolders *folders = herald_cli_get_folders (self, error);

  for (guint i = 0; folders != NULL && i < ATTACH_ATTEMPTS; i++)
    {
      g_autoptr (GError) local_error = NULL;
      HeraldEmulatorInfo *info =
        try_emulator (self, herald_folders_get_emulator_dir (folders), &local_error);

      if (info != NULL)
        return info;
      if (!g_error_matches (local_error, HERALD_ERROR, HERALD_ERROR_CONFLICT) ||
          i + 1 == ATTACH_ATTEMPTS)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      pause_ms (ATTACH_PAUSE_MS);
    }
  return NULL;
}

/**
 * herald_cli_find_environment:
 * @self: the surroundings
 * @name: the name or the id of a saved environment
 *
 * **Errors:** NOT_FOUND, STORE.
 *
 * Returns: (transfer full): that environment
 */
HeraldEnvironment *
herald_cli_find_environment (HeraldCli *self, const char *name, GError **error)
{
  HeraldStore *store = herald_cli_get_store (self, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;
  g_autoptr (GPtrArray) environments = NULL;

  if (store == NULL)
    return NULL;
  herald_environments_list_async (store, self->cancellable, herald_await_cb, &await);
  environments = herald_environments_list_finish (store, herald_await_result (&await), error);
  if (environments == NULL)
    return NULL;
  for (guint i = 0; i < environments->len; i++)
    {
      HeraldEnvironment *environment = g_ptr_array_index (environments, i);

      if (g_strcmp0 (herald_environment_get (environment, HERALD_ENVIRONMENT_NAME), name) == 0 ||
          g_strcmp0 (herald_environment_get (environment, HERALD_ENVIRONMENT_ID), name) == 0)
        return g_object_ref (environment);
    }
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND,
               _("There is no environment “%s”; “heraldctl env list” names them"), name);
  return NULL;
}

/**
 * herald_cli_dup_environment:
 * @self: the surroundings
 *
 * **Errors:** NOT_FOUND, STORE.
 *
 * Returns: (transfer full): the environment that --env names; the emulator is not started for it
 */
HeraldEnvironment *
herald_cli_dup_environment (HeraldCli *self, GError **error)
{
  HeraldEnvironment *emulator;

  if (self->session != NULL)
    return g_object_ref (herald_session_get_environment (self->session));
  if (strcmp (self->environment_name, HERALD_EMULATOR_ENVIRONMENT_ID) != 0)
    return herald_cli_find_environment (self, self->environment_name, error);
  emulator = herald_environment_new (HERALD_ENVIRONMENT_EMULATOR);
  herald_environment_set (emulator, HERALD_ENVIRONMENT_ID, HERALD_EMULATOR_ENVIRONMENT_ID);
  herald_environment_set (emulator, HERALD_ENVIRONMENT_NAME, _("Emulator"));
  return emulator;
}

/**
 * herald_cli_open_environment:
 * @self: the surroundings
 * @name: a saved environment's, or the emulator's, which is started if it does not run
 * @emulator: (out) (transfer full) (nullable): the emulator behind it
 *
 * **Errors:** NOT_FOUND, STORE, and those of the emulator's start.
 *
 * Returns: (transfer full): that environment, with its addresses
 */
HeraldEnvironment *
herald_cli_open_environment (HeraldCli           *self,
                             const char          *name,
                             HeraldEmulatorInfo **emulator,
                             GError             **error)
{
  *emulator = NULL;
  if (strcmp (name, HERALD_EMULATOR_ENVIRONMENT_ID) != 0)
    return herald_cli_find_environment (self, name, error);
  *emulator = open_emulator (self, error);
  return *emulator != NULL ? herald_emulator_info_dup_environment (*emulator) : NULL;
}

/* Takes the session that opened. */
static HeraldSession *
open_session (HeraldCli          *self,
              HeraldEnvironment  *environment,
              HeraldEmulatorInfo *emulator,
              GError            **error)
{
  g_autoptr (HeraldSession) session = NULL;
  HeraldStore *store = herald_cli_get_store (self, error);
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (store == NULL)
    return NULL;
  session = herald_session_new (environment, store, herald_cli_get_secrets (self), emulator);
  if (herald_environment_ignores_tls_errors (environment))
    g_printerr ("%s\n", _("Warning: TLS errors are ignored in this environment; anyone in between "
                          "can read tokens and keys."));
  if (self->confirmation != NULL &&
      !herald_guard_confirm (herald_session_get_guard (session), self->confirmation, TRUE, error))
    return NULL;
  herald_cli_waits_tell (herald_session_get_waits (session));
  herald_session_open_async (session, self->cancellable, herald_await_cb, &await);
  if (!herald_session_open_finish (session, herald_await_result (&await), error))
    return NULL;
  self->session = g_steal_pointer (&session);
  return self->session;
}

/**
 * herald_cli_get_session:
 * @self: the surroundings
 *
 * **Errors:** those of the emulator's start and of signing in.
 *
 * Returns: (transfer none): the open session
 */
HeraldSession *
herald_cli_get_session (HeraldCli *self, GError **error)
{
  g_autoptr (HeraldEmulatorInfo) emulator = NULL;
  g_autoptr (HeraldEnvironment) environment = NULL;

  if (self->session != NULL)
    return self->session;
  environment = herald_cli_open_environment (self, self->environment_name, &emulator, error);
  return environment != NULL ? open_session (self, environment, emulator, error) : NULL;
}

/**
 * herald_cli_open_session:
 * @self: the surroundings, without a session so far
 * @environment: a saved one, which learns who answers and what is asked for beside
 *
 * **Errors:** those of signing in.
 *
 * Returns: (transfer none): the open session of the rest of the command
 */
HeraldSession *
herald_cli_open_session (HeraldCli *self, HeraldEnvironment *environment, GError **error)
{
  g_return_val_if_fail (self->session == NULL, NULL);

  return open_session (self, environment, NULL, error);
}

/**
 * herald_cli_set_exit_status:
 * @self: the surroundings
 * @status: the exit status of a command that did its work
 */
void
herald_cli_set_exit_status (HeraldCli *self, int status)
{
  self->exit_status = status;
}

/**
 * herald_cli_get_exit_status:
 * @self: the surroundings
 *
 * Returns: the exit status of a command that did its work
 */
int
herald_cli_get_exit_status (HeraldCli *self)
{
  return self->exit_status;
}

/**
 * herald_cli_parse_options:
 * @entries: (nullable): the command's options, ending in an empty one
 * @arguments: (element-type utf8): its words; loses the options
 * @least_words: how many words it needs
 * @most_words: how many it takes
 *
 * **Errors:** G_OPTION_ERROR.
 *
 * Returns: whether the words fit
 */
gboolean
herald_cli_parse_options (const GOptionEntry *entries,
                          GPtrArray          *arguments,
                          guint               least_words,
                          guint               most_words,
                          GError            **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) words = g_new0 (char *, arguments->len + 2);
  guint n_words = 0;

  words[n_words++] = g_strdup ("heraldctl");
  for (guint i = 0; i < arguments->len; i++)
    words[n_words++] = g_strdup (g_ptr_array_index (arguments, i));
  g_option_context_set_help_enabled (context, FALSE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, &words, error))
    return FALSE;
  g_ptr_array_set_size (arguments, 0);
  for (guint i = 1; words[i] != NULL; i++)
    if (i > 1 || strcmp (words[i], "--") != 0)
      g_ptr_array_add (arguments, g_strdup (words[i]));
  if (arguments->len >= least_words && arguments->len <= most_words)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                       arguments->len < least_words ? _("An argument is missing")
                                                    : _("There are too many arguments"));
  return FALSE;
}

/**
 * herald_cli_require_option:
 * @name: the option, such as “--app”
 * @value: (nullable): what was given
 *
 * **Errors:** G_OPTION_ERROR.
 *
 * Returns: whether it was given
 */
gboolean
herald_cli_require_option (const char *name, const char *value, GError **error)
{
  if (value != NULL && *value != '\0')
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
               _("The option “%s” is missing"), name);
  return FALSE;
}
