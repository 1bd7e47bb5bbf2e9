/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to an environment's servers as “env add” and “env set” take it. Private to this layer. */
#pragma once

#include "cli/herald-cli.h"
#include "core/herald-environments.h"

G_BEGIN_DECLS

/* As typed; all (owned) (nullable), NULL leaves what is saved, an empty text removes it. */
typedef struct
{
  char *proxy;
  char *proxy_user;
  char *proxy_password_file;
  char *ca_file;
  char *tls_certificate_file;
  char *tls_passphrase_file;
  char *tls_errors;
} HeraldCliConnection;

/* What goes to the secrets; all (owned) (nullable). */
typedef struct
{
  char *proxy_password;
  char *client_certificate;
} HeraldCliConnectionSecrets;

void herald_cli_connection_clear (HeraldCliConnection *self);
void herald_cli_connection_secrets_clear (HeraldCliConnectionSecrets *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldCliConnection, herald_cli_connection_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldCliConnectionSecrets, herald_cli_connection_secrets_clear)

/* The options: those of the way to the servers, and then that any server is believed. */
#define HERALD_CLI_N_WAY_OPTIONS 6
#define HERALD_CLI_N_CONNECTION_OPTIONS (HERALD_CLI_N_WAY_OPTIONS + 1)
/* The first @n_options of them. */
void     herald_cli_connection_add_options (HeraldCliConnection *self,
                                            GOptionEntry        *entries,
                                            gsize                n_options);
gboolean herald_cli_connection_apply (const HeraldCliConnection  *self,
                                      HeraldCli                  *cli,
                                      HeraldEnvironment          *environment,
                                      HeraldCliConnectionSecrets *secrets,
                                      GError                    **error);
gboolean herald_cli_connection_confirm (HeraldCli         *cli,
                                        HeraldEnvironment *before,
                                        HeraldEnvironment *after,
                                        GError           **error);
gboolean herald_cli_connection_save (HeraldCli                      *cli,
                                     HeraldEnvironment              *environment,
                                     const HeraldEnvironmentSecrets *kept,
                                     GError                        **error);

G_END_DECLS
