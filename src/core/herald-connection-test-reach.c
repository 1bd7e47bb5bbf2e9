/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps that need nobody to sign in: name, connection, encryption. */
#include "config.h"

#include "core/herald-connection-test-private.h"

#include <glib/gi18n-lib.h>

/* Returns: (nullable): what to do about a proxy or a client certificate */
static const char *
explain_transport (HeraldTransportProblem problem)
{
  switch (problem)
    {
    case HERALD_TRANSPORT_PROXY_UNKNOWN:
    case HERALD_TRANSPORT_PROXY_UNREACHABLE:
      return _("Check the proxy’s address in the environment’s settings, or in the system’s when the "
               "environment uses that. Within the office network it may be reached only by VPN.");
    case HERALD_TRANSPORT_PROXY_WANTS_PASSWORD:
      return _("Enter the proxy’s address, your name and your password there in the environment’s "
               "settings.");
    case HERALD_TRANSPORT_PROXY_REFUSES_PASSWORD:
      return _("Correct name and password for the proxy in the environment’s settings; the password "
               "may have been changed since.");
    case HERALD_TRANSPORT_PROXY_FORBIDS:
      return _("Ask whoever runs the proxy to let this server through, port included.");
    case HERALD_TRANSPORT_PROXY_FAILED:
      return _("Check the environment’s address: the proxy may not find it, or not reach it. If it is "
               "right, ask whoever runs the proxy.");
    case HERALD_TRANSPORT_CERTIFICATE_WANTED:
      return _("Choose the client certificate in the environment’s settings.");
    case HERALD_TRANSPORT_CERTIFICATE_REFUSED:
      return _("Ask the server’s operator which certificate it takes, and choose that in the "
               "environment’s settings.");
    case HERALD_TRANSPORT_OTHER:
    default:
      return NULL;
    }
}

/* Takes all but @fix, which is for what has nothing to do with proxy and client certificate. */
static void
fail_reaching (GTask *task, HeraldProbe *probe, GError *error, const char *fix)
{
  const char *better = explain_transport (herald_probe_get_problem (probe));

  herald_connection_step_fail (task, error, better != NULL ? better : fix);
}

static void
name_resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask  *task = user_data;
  GError *error = NULL;
  char   *found = herald_probe_resolve_finish (HERALD_PROBE (source), result, &error);

  if (found != NULL)
    herald_connection_step_succeed (task, found);
  else
    fail_reaching (task, HERALD_PROBE (source), error,
                   _("Check the address for a typing mistake, and whether this computer is "
                     "online."));
}

static void
transport_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask                    *task = user_data;
  HeraldConnectionFindings *findings = g_task_get_task_data (task);
  HeraldEnvironment        *environment = HERALD_ENVIRONMENT (source);
  GError                   *error = NULL;

  findings->transport = herald_transports_load_finish (environment, result, &error);
  if (findings->transport != NULL)
    findings->probe =
      herald_probe_new (herald_environment_get (environment, HERALD_ENVIRONMENT_URL),
                        findings->transport, &error);
  if (error != NULL)
    herald_connection_step_fail (task, error, _("Correct it in the environment."));
  else
    herald_probe_resolve_async (findings->probe, g_task_get_cancellable (task), name_resolved_cb,
                                task);
}

void
herald_connection_resolve (GTask *task, HeraldConnectionFindings *findings)
{
  herald_transports_load_async (findings->environment, findings->secrets,
                                g_task_get_cancellable (task), transport_loaded_cb, task);
}

/* No exchange tells of what goes this way. */
static void
note_contact (HeraldConnectionFindings *findings, const GError *error)
{
  const char      *message = error != NULL ? error->message : NULL;
  g_autofree char *proxy = herald_probe_dup_proxy_origin (findings->probe);

  herald_recorder_note_contact (findings->recorder,
                                herald_environment_get (findings->environment,
                                                        HERALD_ENVIRONMENT_URL),
                                HERALD_HOST_DATAVERSE, message);
  if (proxy != NULL)
    herald_recorder_note_proxy (findings->recorder, findings->transport, proxy, message);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask  *task = user_data;
  GError *error = NULL;
  char   *found = herald_probe_connect_finish (HERALD_PROBE (source), result, &error);

  note_contact (g_task_get_task_data (task), error);
  if (found != NULL)
    herald_connection_step_succeed (task, found);
  else
    fail_reaching (task, HERALD_PROBE (source), error,
                   _("Check the address and its port, and whether a firewall, a VPN or a proxy "
                     "stands in between."));
}

void
herald_connection_connect (GTask *task, HeraldConnectionFindings *findings)
{
  herald_probe_connect_async (findings->probe, g_task_get_cancellable (task), connected_cb, task);
}

static const char *
explain_certificate (GTlsCertificateFlags problems)
{
  if (problems & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return _("The certificate is for another name. Check the address; if it is right, something "
             "stands in between.");
  if (problems & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED))
    return _("The certificate is not valid at this time. Check this computer’s clock; if it is "
             "right, the server’s operator has to renew the certificate.");
  if (problems & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return _("This computer does not know the certificate’s authority. If your network inspects "
             "encrypted traffic, save its authority with the environment (--ca-file).");
  return _("Check the address, and whether something that is no HTTPS server answers there.");
}

/* Takes @task and @message. */
static void
warn (GTask *task, char *message, const char *fix)
{
  HeraldConnectionOutcome *outcome = g_new0 (HeraldConnectionOutcome, 1);

  outcome->state = HERALD_CONNECTION_WARNING;
  outcome->message = message;
  outcome->fix = fix;
  herald_connection_step_return (task, outcome);
}

/* Takes @task. It is encrypted, but for whom? */
static void
tell_encrypted (GTask *task, HeraldTransport *transport, HeraldProbe *probe, const char *found)
{
  if (herald_transport_ignores_tls_errors (transport))
    warn (task,
          /* Translators: what was found about the encryption. */
          g_strdup_printf (herald_probe_get_certificate_problems (probe) != 0
                           ? _("%s; it is not trusted, but TLS errors are ignored")
                                : _("%s; TLS errors would be ignored"), found),
                           _("Switch that off in the environment’s settings as soon as you can: whoever stands in "
                   "between reads everything."));
  else if (herald_probe_was_certificate_asked (probe) &&
           herald_transport_get_client_certificate (transport) == NULL)
    warn (task,
          /* Translators: what was found about the encryption. */
          g_strdup_printf (_("%s; it asks for a client certificate, and the environment has none"),
                              found),
                           explain_transport (HERALD_TRANSPORT_CERTIFICATE_WANTED));
  else
    herald_connection_step_succeed (task, g_strdup (found));
}

static void
encrypted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask                    *task = user_data;
  HeraldConnectionFindings *findings = g_task_get_task_data (task);
  HeraldProbe              *probe = HERALD_PROBE (source);
  GError                   *error = NULL;
  g_autofree char          *found = herald_probe_encrypt_finish (probe, result, &error);

  note_contact (findings, error);
  if (found == NULL)
    fail_reaching (task, probe, error,
                   explain_certificate (herald_probe_get_certificate_problems (probe)));
  else
    tell_encrypted (task, findings->transport, probe, found);
}

void
herald_connection_encrypt (GTask *task, HeraldConnectionFindings *findings)
{
  if (herald_probe_is_encrypted (findings->probe))
    herald_probe_encrypt_async (findings->probe, g_task_get_cancellable (task), encrypted_cb, task);
  else
    herald_connection_step_succeed (task, g_strdup (_("Not encrypted; nothing leaves this "
                                                      "computer")));
}
