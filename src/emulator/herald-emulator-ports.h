/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ports of a folder's last start, which stand in the configurations of apps by then. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  guint16 http; /* 0: not known, also below */
  guint16 https;
  guint16 h2;
} HeraldEmulatorPorts;

void herald_emulator_ports_load (HeraldEmulatorPorts *self, const char *dir);
void herald_emulator_ports_save (const HeraldEmulatorPorts *self, const char *dir);

/* A server's way to listen. */
typedef gboolean (*HeraldEmulatorPortsFunc) (gpointer server, guint16 port, GError **error);

gboolean herald_emulator_ports_listen (HeraldEmulatorPortsFunc listen,
                                       gpointer                server,
                                       guint16                 wish,
                                       guint16                 last,
                                       gboolean               *moved,
                                       GError                **error);

G_END_DECLS
