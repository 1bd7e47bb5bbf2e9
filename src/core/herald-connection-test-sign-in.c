/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps up to knowing who one is where: sign-in, version, organisation. */
#include "config.h"

#include "core/herald-connection-test-private.h"

#include "base/herald-error.h"
#include "base/herald-json.h"

#include <glib/gi18n-lib.h>

/* What Herald calls: /api/data/v9.2/. */
#define LEAST_MAJOR 9
#define LEAST_MINOR 2
/* A person waits; a service that answers at all answers sooner. */
#define PATIENCE_SECONDS 30

/* Returns: (nullable): what to do about an error of the Web API */
const char *
herald_connection_explain (const GError *error)
{
  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_AUTH))
    return _("The environment does not take the token. Check that its address is the instance URL "
             "that the admin center shows, in the region where you signed in.");
  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_FORBIDDEN))
    return _("Ask an administrator to add you to the environment with a security role, and whether "
             "its IP firewall lets this network in.");
  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NOT_FOUND) ||
      g_error_matches (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL))
    return _("Check that the address is that of a Dataverse environment, and whether a proxy or a "
             "sign-in page stands in between.");
  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_CONFLICT))
    return _("Do not write anything there before you know why.");
  return _("Wait a minute and try again.");
}

/* Returns: (transfer none) (nullable): the list; PROTOCOL without one */
JsonArray *
herald_connection_read_list (JsonObject *answer, const char *name, GError **error)
{
  JsonArray *list = NULL;

  if (!herald_json_read_array (answer, name, HERALD_JSON_REQUIRED, &list, NULL))
    g_set_error (error, HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                 _("Dataverse’s answer holds no “%s”"), name);
  return list;
}

static const char *
explain_sign_in (HeraldEnvironment *environment, const GError *error)
{
  if (g_error_matches (error, HERALD_ERROR, HERALD_ERROR_NETWORK))
    return _("The sign-in service has to be reachable, too. Check firewall and proxy.");
  if (!g_error_matches (error, HERALD_ERROR, HERALD_ERROR_AUTH))
    return _("Wait a minute and try again.");
  if (herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_USER)
    return _("Sign in to this environment again.");
  return _("Check the environment’s client ID, tenant and credential.");
}

static char *
describe_sign_in (HeraldEnvironment *environment)
{
  const char *who = herald_environment_get_sign_in (environment) == HERALD_SIGN_IN_USER
                      ? herald_environment_get (environment, HERALD_ENVIRONMENT_ACCOUNT)
                      : herald_environment_get (environment, HERALD_ENVIRONMENT_CLIENT_ID);

  /* Translators: a person's or an application's name, an address, a tenant. */
  return g_strdup_printf (_("Signed in as %s at %s, tenant %s"), who,
                             herald_environment_get (environment, HERALD_ENVIRONMENT_AUTHORITY),
                             herald_environment_get (environment, HERALD_ENVIRONMENT_TENANT_ID));
}

static void
got_token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask                    *task = user_data;
  HeraldConnectionFindings *findings = g_task_get_task_data (task);
  GError                   *error = NULL;
  char *token = herald_token_source_get_finish (HERALD_TOKEN_SOURCE (source), result, &error);

  if (token != NULL)
    herald_connection_step_succeed (task, describe_sign_in (findings->environment));
  else
    herald_connection_step_fail (task, error, explain_sign_in (findings->environment, error));
  herald_secret_free (token);
}

void
herald_connection_sign_in (GTask *task, HeraldConnectionFindings *findings)
{
  const char *url = herald_environment_get (findings->environment, HERALD_ENVIRONMENT_URL);
  g_autoptr (HeraldRemote) remote = NULL;
  GError *error = NULL;

  findings->http = herald_clients_make_http (findings->environment, findings->transport,
                                             findings->recorder, &error);
  if (findings->http == NULL)
    {
      herald_connection_step_fail (task, error, _("Correct it in the environment."));
      return;
    }
  herald_http_set_timeout (findings->http, PATIENCE_SECONDS);
  findings->tokens =
    herald_clients_make_tokens (findings->environment, findings->store, findings->secrets,
                                findings->emulator, findings->http);
  remote = herald_remote_new (findings->http, HERALD_SERVICE_DATAVERSE, findings->tokens);
  findings->dataverse = herald_dataverse_new (remote, url);
  herald_token_source_get_async (findings->tokens, g_task_get_cancellable (task), got_token_cb,
                                 task);
}

/* Takes @task. */
static void
tell_version (GTask *task, const char *version)
{
  HeraldConnectionOutcome *outcome;
  g_auto (GStrv) parts = g_strsplit (version, ".", 3);
  guint64 major = 0;
  guint64 minor = 0;

  if (g_strv_length (parts) < 2 ||
      !g_ascii_string_to_unsigned (parts[0], 10, 0, G_MAXUINT, &major, NULL) ||
      !g_ascii_string_to_unsigned (parts[1], 10, 0, G_MAXUINT, &minor, NULL))
    {
      herald_connection_step_fail (
        task, g_error_new (HERALD_ERROR, HERALD_ERROR_PROTOCOL,
                           _("“%s” is no version of Dataverse"), version),
                           _("Check that the address is that of a Dataverse environment."));
      return;
    }
  outcome = g_new0 (HeraldConnectionOutcome, 1);
  outcome->message = g_strdup_printf (_("Dataverse %s answers"), version);
  outcome->state = HERALD_CONNECTION_GOOD;
  if (major < LEAST_MAJOR || (major == LEAST_MAJOR && minor < LEAST_MINOR))
    {
      outcome->state = HERALD_CONNECTION_WARNING;
      outcome->fix = _("Herald is made for version 9.2 and newer; have the environment updated.");
    }
  herald_connection_step_return (task, outcome);
}

static void
got_version_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask  *task = user_data;
  GError *error = NULL;
  g_autoptr (JsonObject) answer =
    herald_dataverse_get_finish (HERALD_DATAVERSE (source), result, &error);
  const char *version = NULL;

  if (answer == NULL)
    {
      herald_connection_step_fail (task, error, herald_connection_explain (error));
      return;
    }
  herald_json_read_string (answer, "Version", HERALD_JSON_OPTIONAL, &version, NULL);
  tell_version (task, version != NULL ? version : "");
}

void
herald_connection_read_version (GTask *task, HeraldConnectionFindings *findings)
{
  herald_dataverse_get_async (findings->dataverse, "RetrieveVersion", g_task_get_cancellable (task),
                              got_version_cb, task);
}

static void
got_identity_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask                    *task = user_data;
  HeraldConnectionFindings *findings = g_task_get_task_data (task);
  GError                   *error = NULL;
  g_autoptr (HeraldIdentity) who =
    herald_identity_fetch_finish (HERALD_DATAVERSE (source), result, &error);

  if (who == NULL || !herald_identity_check (who, findings->environment, &error))
    {
      herald_connection_step_fail (task, error, herald_connection_explain (error));
      return;
    }
  findings->user_id = g_strdup (who->user_id);
  herald_connection_step_succeed (task,
                                  /* Translators: the organization's name and id, the user's name
                                     and id. */
                                  g_strdup_printf (_("“%s” (%s), as user “%s” (%s)"),
                                    who->organization_name != NULL ? who->organization_name : "?",
                                    who->organization_id,
                                    who->user_name != NULL ? who->user_name : "?", who->user_id));
}

void
herald_connection_read_organization (GTask *task, HeraldConnectionFindings *findings)
{
  herald_identity_fetch_async (findings->dataverse, g_task_get_cancellable (task), got_identity_cb,
                               task);
}
