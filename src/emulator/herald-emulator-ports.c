/* SPDX-License-Identifier: GPL-3.0-or-later */
/* They are no rows: a snapshot of yesterday, or of somebody else, does not bring its ports along.
 */
#include "config.h"

#include "emulator/herald-emulator-ports.h"

#include "base/herald-json.h"

#define PORTS_FILE "ports.json"

static guint16
read_port (JsonObject *object, const char *name)
{
  gint64 port = 0;

  if (!herald_json_read_int (object, name, HERALD_JSON_OPTIONAL, &port, NULL) || port < 0 ||
      port > G_MAXUINT16)
    return 0;
  return (guint16) port;
}

/**
 * herald_emulator_ports_load:
 * @self: (out): the ports, 0 where none is known
 * @dir: the emulator's folder
 *
 * What cannot be read is not known.
 */
void
herald_emulator_ports_load (HeraldEmulatorPorts *self, const char *dir)
{
  g_autofree char *path = g_build_filename (dir, PORTS_FILE, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) object = NULL;
  gsize length = 0;

  *self = (HeraldEmulatorPorts){ 0, 0, 0 };
  if (!g_file_get_contents (path, &text, &length, NULL))
    return;
  bytes = g_bytes_new (text, length);
  object = herald_json_parse_object (bytes, NULL);
  if (object == NULL)
    return;
  self->http = read_port (object, "http");
  self->https = read_port (object, "https");
  self->h2 = read_port (object, "h2");
}

/**
 * herald_emulator_ports_save:
 * @self: the ports
 * @dir: the emulator's folder
 *
 * A folder that takes no file costs the next start its ports, and nothing else.
 */
void
herald_emulator_ports_save (const HeraldEmulatorPorts *self, const char *dir)
{
  g_autofree char *path = g_build_filename (dir, PORTS_FILE, NULL);
  g_autofree char *text =
    g_strdup_printf ("{\"http\":%u,\"https\":%u,\"h2\":%u}\n", self->http, self->https, self->h2);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, text, -1, &error))
    g_warning ("%s", error->message);
}

/**
 * herald_emulator_ports_listen:
 * @listen: opens @server
 * @server: a server that does not listen
 * @wish: a port; 0 is any
 * @last: its port at the last start, or 0
 * @moved: (inout): set when @last would have done and is not to be had
 * @error: return location
 *
 * **Errors:** those of @listen for @wish.
 *
 * Returns: whether it listens
 */
gboolean
herald_emulator_ports_listen (HeraldEmulatorPortsFunc listen,
                              gpointer                server,
                              guint16                 wish,
                              guint16                 last,
                              gboolean               *moved,
                              GError                **error)
{
  if (wish != 0 || last == 0)
    return listen (server, wish, error);
  if (listen (server, last, NULL))
    return TRUE;
  *moved = TRUE;
  return listen (server, 0, error);
}
