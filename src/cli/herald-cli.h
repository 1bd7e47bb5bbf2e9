/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every command works with: the global options, the session it opens and its way to answer. */
#pragma once

#include "base/herald-await.h"
#include "core/herald-folders.h"
#include "core/herald-session.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A batch ended with some rows failed. */
#define HERALD_CLI_EXIT_SOME_FAILED 20

typedef struct _HeraldCli HeraldCli;

/* Takes the global options out of @arguments, wherever they stand. */
HeraldCli    *herald_cli_new (GPtrArray *arguments, GError **error);
void          herald_cli_free (HeraldCli *self);
gboolean      herald_cli_wants_json (HeraldCli *self);
GCancellable *herald_cli_get_cancellable (HeraldCli *self);
const char   *herald_cli_get_environment_name (HeraldCli *self);
const char   *herald_cli_get_confirmation (HeraldCli *self);
/* What --passphrase-file says. Returns: (nullable) */
const char    *herald_cli_get_passphrase_file (HeraldCli *self);
HeraldFolders *herald_cli_get_folders (HeraldCli *self, GError **error);
HeraldStore   *herald_cli_get_store (HeraldCli *self, GError **error);
HeraldSecrets *herald_cli_get_secrets (HeraldCli *self);
/* Starts or attaches the emulator, signs in; the same session for the whole command. */
HeraldSession *herald_cli_get_session (HeraldCli *self, GError **error);
/* The same with an environment that the command has changed. */
HeraldSession *
herald_cli_open_session (HeraldCli *self, HeraldEnvironment *environment, GError **error);
/* A saved environment by its name or id. */
HeraldEnvironment *herald_cli_find_environment (HeraldCli *self, const char *name, GError **error);
/* The same, or the emulator, which runs then; without signing in. */
HeraldEnvironment *herald_cli_open_environment (HeraldCli           *self,
                                                const char          *name,
                                                HeraldEmulatorInfo **emulator,
                                                GError             **error);
/* The environment of --env, without signing in. */
HeraldEnvironment *herald_cli_dup_environment (HeraldCli *self, GError **error);
/* The exit status of a command that did its work, such as HERALD_CLI_EXIT_SOME_FAILED. */
void herald_cli_set_exit_status (HeraldCli *self, int status);
int  herald_cli_get_exit_status (HeraldCli *self);

/* Parses @entries out of the command's arguments and checks how many words are left; @arguments
 * keeps those. */
gboolean herald_cli_parse_options (const GOptionEntry *entries,
                                   GPtrArray          *arguments,
                                   guint               least_words,
                                   guint               most_words,
                                   GError            **error);
/* INVALID when an option that has to be given is missing. */
gboolean herald_cli_require_option (const char *name, const char *value, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldCli, herald_cli_free)

G_END_DECLS
