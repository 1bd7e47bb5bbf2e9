/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HTTP/2 listener of the emulator. */
#pragma once

#include "emulator/herald-emulator-call.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_EMULATOR_H2_MOST_STREAMS 1000

#define HERALD_TYPE_EMULATOR_H2 (herald_emulator_h2_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorH2, herald_emulator_h2, HERALD, EMULATOR_H2, GObject)

HeraldEmulatorH2 *herald_emulator_h2_new (GTlsCertificate       *certificate,
                                          gsize                  most_body_bytes,
                                          HeraldEmulatorCallFunc dispatch,
                                          gpointer               user_data);
gboolean          herald_emulator_h2_listen (HeraldEmulatorH2 *self, guint16 port, GError **error);
guint16           herald_emulator_h2_get_port (HeraldEmulatorH2 *self);
/* @max_streams: what a new connection may have open at once; read whenever one begins. */
void herald_emulator_h2_set_first_streams (HeraldEmulatorH2 *self, const guint *max_streams);
/* The most for this connection, which is that of a call. */
void herald_emulator_h2_raise_limit (GObject *connection);
void herald_emulator_h2_stop (HeraldEmulatorH2 *self);

G_END_DECLS
