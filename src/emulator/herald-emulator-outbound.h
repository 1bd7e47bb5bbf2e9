/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that the emulated world makes itself: a phone's report, a followed link, a webhook. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* @status: 0 when there was no answer; @location: (nullable): where it leads. Called once unless
 * the site ends first. */
typedef void (*HeraldEmulatorOutboundFunc) (guint status, const char *location, gpointer user_data);

gboolean herald_emulator_outbound_attach (HeraldEmulatorSite *site, GError **error);
/* Whether @uri names this machine, by an address or as localhost. */
gboolean herald_emulator_outbound_is_allowed (GUri *uri);
/* @headers: (nullable): members become headers; @func: (nullable). Hosts other than this machine
 * are never contacted, and no redirection is followed. */
void herald_emulator_outbound_post (HeraldEmulatorSite        *site,
                                    const char                *url,
                                    JsonObject                *headers,
                                    JsonObject                *body,
                                    HeraldEmulatorOutboundFunc func,
                                    gpointer                   user_data,
                                    GDestroyNotify             destroy);
void herald_emulator_outbound_get (HeraldEmulatorSite        *site,
                                   const char                *url,
                                   HeraldEmulatorOutboundFunc func,
                                   gpointer                   user_data,
                                   GDestroyNotify             destroy);

G_END_DECLS
