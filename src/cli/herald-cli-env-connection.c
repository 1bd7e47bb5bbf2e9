/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files are read and everything is judged before anything is kept. */
#include "config.h"

#include "cli/herald-cli-env-connection.h"

#include "base/herald-error.h"
#include "cli/herald-cli-commands.h"
#include "cli/herald-cli-files.h"
#include "cli/herald-cli-login.h"
#include "cli/herald-cli-output.h"
#include "core/herald-guard.h"
#include "crypto/herald-client-certificate.h"
#include "model/herald-proxy.h"

#include <glib/gi18n.h>
#include <string.h>

#define REFUSE "refuse"
#define IGNORE "ignore"

void
herald_cli_connection_clear (HeraldCliConnection *self)
{
  g_free (self->proxy);
  g_free (self->proxy_user);
  g_free (self->proxy_password_file);
  g_free (self->ca_file);
  g_free (self->tls_certificate_file);
  g_free (self->tls_passphrase_file);
  g_free (self->tls_errors);
}

void
herald_cli_connection_secrets_clear (HeraldCliConnectionSecrets *self)
{
  g_clear_pointer (&self->proxy_password, herald_secret_free);
  g_clear_pointer (&self->client_certificate, herald_secret_free);
}

/**
 * herald_cli_connection_add_options:
 * @self: where their values go
 * @entries: (out caller-allocates): gets @n_options entries
 * @n_options: %HERALD_CLI_N_CONNECTION_OPTIONS, or %HERALD_CLI_N_WAY_OPTIONS where no server may be
 *   believed whatever it shows
 */
void
herald_cli_connection_add_options (HeraldCliConnection *self,
                                   GOptionEntry        *entries,
                                   gsize                n_options)
{
  const GOptionEntry options[HERALD_CLI_N_CONNECTION_OPTIONS] = {
    { "proxy", 0, 0, G_OPTION_ARG_STRING, &self->proxy, NULL, NULL },
    { "proxy-user", 0, 0, G_OPTION_ARG_STRING, &self->proxy_user, NULL, NULL },
    { "proxy-password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->proxy_password_file, NULL, NULL },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &self->ca_file, NULL, NULL },
    { "tls-certificate-file", 0, 0, G_OPTION_ARG_FILENAME, &self->tls_certificate_file, NULL,
      NULL },
    { "tls-passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &self->tls_passphrase_file, NULL, NULL },
    { "tls-errors", 0, 0, G_OPTION_ARG_STRING, &self->tls_errors, NULL, NULL },
  };

  g_assert (n_options <= G_N_ELEMENTS (options));
  memcpy (entries, options, n_options * sizeof *options);
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, HERALD_ERROR, HERALD_ERROR_INVALID, message);
  return FALSE;
}

/* The file is read at each start, from wherever the command is run then. */
static gboolean
set_ca_file (HeraldCli *cli, HeraldEnvironment *environment, const char *path, GError **error)
{
  g_autofree char *absolute = NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (path == NULL)
    return TRUE;
  if (*path != '\0')
    {
      absolute = g_canonicalize_filename (path, NULL);
      herald_environments_check_ca_file_async (absolute, herald_cli_get_cancellable (cli),
                                               herald_await_cb, &await);
      if (!herald_environments_check_ca_file_finish (herald_await_result (&await), error))
        return FALSE;
    }
  herald_environment_set (environment, HERALD_ENVIRONMENT_CA_FILE, absolute);
  return TRUE;
}

static gboolean
set_proxy (const HeraldCliConnection  *self,
           HeraldEnvironment          *environment,
           HeraldCliConnectionSecrets *secrets,
           GError                    **error)
{
  g_autofree char *proxy = NULL;

  if (self->proxy != NULL)
    {
      proxy = herald_proxy_normalise (self->proxy, error);
      if (proxy == NULL)
        return FALSE;
      herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY, proxy);
      if (strstr (proxy, "://") == NULL)
        herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY_USER, NULL);
    }
  if (self->proxy_user != NULL)
    herald_environment_set (environment, HERALD_ENVIRONMENT_PROXY_USER, self->proxy_user);
  if (self->proxy_password_file == NULL)
    return TRUE;
  if (herald_environment_get (environment, HERALD_ENVIRONMENT_PROXY_USER) == NULL)
    return refuse (error, _("A proxy's password needs --proxy and --proxy-user beside it"));
  secrets->proxy_password = herald_cli_files_read_secret (self->proxy_password_file, error);
  return secrets->proxy_password != NULL;
}

static HeraldClientCertificate *
read_certificate (const HeraldCliConnection *self, GError **error)
{
  g_autoptr (GBytes) content = herald_cli_files_read (self->tls_certificate_file, error);
  HeraldClientCertificate *certificate;
  char                    *passphrase = NULL;

  if (content == NULL)
    return NULL;
  if (self->tls_passphrase_file != NULL)
    {
      passphrase = herald_cli_files_read_secret (self->tls_passphrase_file, error);
      if (passphrase == NULL)
        return NULL;
    }
  certificate = herald_client_certificate_read (content, passphrase, error);
  herald_secret_free (passphrase);
  if (certificate == NULL)
    g_prefix_error (error, "%s: ", self->tls_certificate_file);
  return certificate;
}

static gboolean
set_certificate (const HeraldCliConnection  *self,
                 HeraldEnvironment          *environment,
                 HeraldCliConnectionSecrets *secrets,
                 GError                    **error)
{
  g_autoptr (HeraldClientCertificate) certificate = NULL;

  if (self->tls_certificate_file == NULL)
    return self->tls_passphrase_file == NULL ||
           refuse (error, _("A passphrase needs --tls-certificate-file beside it"));
  if (*self->tls_certificate_file != '\0')
    {
      certificate = read_certificate (self, error);
      if (certificate == NULL)
        return FALSE;
      secrets->client_certificate = g_strdup (certificate->pem);
    }
  herald_environment_set (environment, HERALD_ENVIRONMENT_CLIENT_CERTIFICATE,
                          certificate != NULL ? certificate->name : NULL);
  return TRUE;
}

static gboolean
set_tls_errors (HeraldEnvironment *environment, const char *word, GError **error)
{
  if (word == NULL)
    return TRUE;
  if (strcmp (word, REFUSE) != 0 && strcmp (word, IGNORE) != 0)
    {
      g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
                   _("“%s” is neither “refuse” nor “ignore”"), word);
      return FALSE;
    }
  herald_environment_set_ignores_tls_errors (environment, strcmp (word, IGNORE) == 0);
  return TRUE;
}

/**
 * herald_cli_connection_apply:
 * @self: what was typed
 * @cli: the surroundings
 * @environment: gets it
 * @secrets: (out caller-allocates): gets what has to be kept secret
 *
 * **Errors:** INVALID; SECRET: a file's passphrase is missing or wrong.
 *
 * Returns: whether all of it makes sense
 */
gboolean
herald_cli_connection_apply (const HeraldCliConnection  *self,
                             HeraldCli                  *cli,
                             HeraldEnvironment          *environment,
                             HeraldCliConnectionSecrets *secrets,
                             GError                    **error)
{
  return set_tls_errors (environment, self->tls_errors, error) &&
         set_proxy (self, environment, secrets, error) &&
         set_ca_file (cli, environment, self->ca_file, error) &&
         set_certificate (self, environment, secrets, error);
}

/**
 * herald_cli_connection_confirm:
 * @cli: the surroundings, which know of --confirm
 * @before: (nullable): as it is saved
 * @after: as it shall be
 *
 * **Errors:** INVALID: TLS errors shall be ignored in production, and nobody confirmed it.
 *
 * Returns: whether it may be saved
 */
gboolean
herald_cli_connection_confirm (HeraldCli         *cli,
                               HeraldEnvironment *before,
                               HeraldEnvironment *after,
                               GError           **error)
{
  g_autoptr (HeraldGuard) guard = NULL;

  if (!herald_environment_begins_to_ignore (before, after))
    return TRUE;
  guard = herald_guard_new (after);
  if (herald_cli_get_confirmation (cli) != NULL)
    return herald_guard_confirm (guard, herald_cli_get_confirmation (cli), FALSE, error);
  g_set_error (error, HERALD_ERROR, HERALD_ERROR_INVALID,
               _("“%s” is for production, where ignoring TLS errors lets anyone in between read "
                 "tokens and keys: confirm it by the environment's name with --confirm; nothing was "
                 "done"),
                  herald_environment_get (after, HERALD_ENVIRONMENT_NAME));
  return FALSE;
}

/**
 * herald_cli_connection_save:
 * @cli: the surroundings
 * @environment: what to keep
 * @kept: what goes to the secrets
 *
 * **Errors:** INVALID, CONFLICT, STORE; SECRET: there is nothing to keep secrets in, and nothing is
 * saved.
 *
 * Returns: whether all is kept
 */
gboolean
herald_cli_connection_save (HeraldCli                      *cli,
                            HeraldEnvironment              *environment,
                            const HeraldEnvironmentSecrets *kept,
                            GError                        **error)
{
  HeraldStore *store = herald_cli_get_store (cli, error);
  gboolean     has_secret =
    kept->credential != NULL || kept->proxy_password != NULL || kept->client_certificate != NULL;
  g_auto (HeraldAwait) await = HERALD_AWAIT_INIT;

  if (store == NULL || (has_secret && !herald_cli_check_keyring (cli, error)))
    return FALSE;
  herald_environments_save_async (store, herald_cli_get_secrets (cli), environment, kept,
                                  herald_cli_get_cancellable (cli), herald_await_cb, &await);
  return herald_environments_save_finish (store, herald_await_result (&await), error);
}
