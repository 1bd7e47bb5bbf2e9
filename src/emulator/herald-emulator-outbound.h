/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that the emulated world makes itself: a phone's report, the registration's webhook. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* @status: 0 when there was no answer. Called once unless the site ends first. */
typedef void (*HeraldEmulatorOutboundFunc) (guint status, gpointer user_data);

gboolean herald_emulator_outbound_attach (HeraldEmulatorSite *site, GError **error);
/* Whether @uri names this machine, by an address or as localhost. */
gboolean herald_emulator_outbound_is_allowed (GUri *uri);
/* @headers: (nullable): members become headers; @func: (nullable). Hosts other than this machine
 * are never contacted. */
void herald_emulator_outbound_post (HeraldEmulatorSite        *site,
                                    const char                *url,
                                    JsonObject                *headers,
                                    JsonObject                *body,
                                    HeraldEmulatorOutboundFunc func,
                                    gpointer                   user_data,
                                    GDestroyNotify             destroy);

G_END_DECLS
