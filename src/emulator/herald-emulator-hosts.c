/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This machine's own names, and those of the push services: a library that knows the address of its
 * service by heart is led here by a hosts file, a resolver or a proxy, and must find a certificate
 * and a server of that name. */
#include "config.h"

#include "emulator/herald-emulator-hosts.h"

#include <string.h>

/* The server certificate is made for all of them. */
static const char *const names[] = {
  "localhost",
  "127.0.0.1",
  "::1",
  "api.push.apple.com",
  "api.sandbox.push.apple.com",
  "api.development.push.apple.com",
  "fcm.googleapis.com",
  "iid.googleapis.com",
  "oauth2.googleapis.com",
  "www.googleapis.com",
  "accounts.google.com",
  NULL,
};

/* “Sending notification requests to APNs”, read 2026-11; the last is the sandbox's former name. */
static const struct
{
  const char            *name;
  HeraldEmulatorHostKind kind;
} kinds[] = {
  { "api.push.apple.com", HERALD_EMULATOR_HOST_APNS_PRODUCTION },
  { "api.sandbox.push.apple.com", HERALD_EMULATOR_HOST_APNS_SANDBOX },
  { "api.development.push.apple.com", HERALD_EMULATOR_HOST_APNS_SANDBOX },
};

/* @host is a header's value, with or without a port; an address of IPv6 is in brackets there. */
static gboolean
is_name (const char *host, const char *name)
{
  gsize length = strlen (name);

  if (strchr (name, ':') != NULL)
    return g_ascii_strncasecmp (host, "[::1]", strlen ("[::1]")) == 0 &&
           (host[strlen ("[::1]")] == '\0' || host[strlen ("[::1]")] == ':');
  return g_ascii_strncasecmp (host, name, length) == 0 &&
         (host[length] == '\0' || host[length] == ':');
}

/**
 * herald_emulator_hosts_get_names:
 *
 * Returns: (transfer none) (array zero-terminated=1): what the server certificate is made for
 */
const char *const *
herald_emulator_hosts_get_names (void)
{
  return names;
}

/**
 * herald_emulator_hosts_is_ours:
 * @host: (nullable): a Host header or an “:authority”
 *
 * A page of a foreign web site can make a browser call 127.0.0.1 under a name of its own; so only
 * these names are served.
 *
 * Returns: whether the emulator answers to it
 */
gboolean
herald_emulator_hosts_is_ours (const char *host)
{
  for (gsize i = 0; host != NULL && names[i] != NULL; i++)
    if (is_name (host, names[i]))
      return TRUE;
  return FALSE;
}

/**
 * herald_emulator_hosts_get_kind:
 * @host: (nullable): a Host header or an “:authority”
 *
 * Returns: which of Apple's services is called by that name, if any
 */
HeraldEmulatorHostKind
herald_emulator_hosts_get_kind (const char *host)
{
  for (gsize i = 0; host != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (is_name (host, kinds[i].name))
      return kinds[i].kind;
  return HERALD_EMULATOR_HOST_OTHER;
}
