/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps that need nobody to sign in: name, connection, encryption. */
#include "config.h"

#include "core/herald-connection-test-private.h"

#include <glib/gi18n-lib.h>

static void
name_resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask  *task = user_data;
  GError *error = NULL;
  char   *found = herald_probe_resolve_finish (HERALD_PROBE (source), result, &error);

  if (found != NULL)
    herald_connection_step_succeed (task, found);
  else
    herald_connection_step_fail (task, error,
                                 _("Check the address for a typing mistake, and whether this "
                                   "computer is online."));
}

void
herald_connection_resolve (GTask *task, HeraldConnectionFindings *findings)
{
  GError *error = NULL;

  findings->probe =
    herald_probe_new (herald_environment_get (findings->environment, HERALD_ENVIRONMENT_URL),
                      herald_environment_get (findings->environment, HERALD_ENVIRONMENT_CA_FILE),
                      &error);
  if (findings->probe == NULL)
    herald_connection_step_fail (task, error, _("Correct it in the environment."));
  else
    herald_probe_resolve_async (findings->probe, g_task_get_cancellable (task), name_resolved_cb,
                                task);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask  *task = user_data;
  GError *error = NULL;
  char   *found = herald_probe_connect_finish (HERALD_PROBE (source), result, &error);

  if (found != NULL)
    herald_connection_step_succeed (task, found);
  else
    herald_connection_step_fail (task, error,
                                 _("Check the address and its port, and whether a firewall, a VPN "
                                   "or a proxy stands in between."));
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

static void
encrypted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask       *task = user_data;
  HeraldProbe *probe = HERALD_PROBE (source);
  GError      *error = NULL;
  char        *found = herald_probe_encrypt_finish (probe, result, &error);

  if (found != NULL)
    herald_connection_step_succeed (task, found);
  else
    herald_connection_step_fail (task, error,
                                 explain_certificate (herald_probe_get_problems (probe)));
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
