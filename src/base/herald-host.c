/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One answer to whether something stays on this computer. */
#include "config.h"

#include "base/herald-host.h"

#include <gio/gio.h>

/**
 * herald_host_is_loopback:
 * @host: (nullable): a name or an address, without brackets
 *
 * **Thread:** any.
 *
 * Returns: whether it is this computer: `localhost`, 127.0.0.0/8 or ::1
 */
gboolean
herald_host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  if (host == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}
