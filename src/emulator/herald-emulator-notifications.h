/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What arrived on the phones, read as the apps on them read it; opening; the opened events. */
#pragma once

#include "emulator/herald-emulator-phones.h"

G_BEGIN_DECLS

/* What a tap on a notification leads to. Free with herald_emulator_tap_free(). */
typedef struct
{
  char  *link;         /* (nullable): NULL opens the app; the untracked one without consent */
  char  *tracking_id;  /* (nullable): NULL of a test send: nothing is reported */
  char  *device_token; /* (nullable): of the phone now */
  gint64 interaction;  /* number of the stored event */
} HeraldEmulatorTap;

void herald_emulator_tap_free (HeraldEmulatorTap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorTap, herald_emulator_tap_free)

/* Newest first. */
JsonArray *herald_emulator_notifications_list (HeraldEmulatorSite *site,
                                               const char         *phone_id,
                                               guint               limit,
                                               GError            **error);
/* NULL without error when the phone does not show such a notification. */
HeraldEmulatorTap *herald_emulator_notifications_tap (HeraldEmulatorSite *site,
                                                      const char         *phone_id,
                                                      gint64              notification,
                                                      GError            **error);
/* An event that came in by the interactions API or a redirect link; settles the phone's own event
 * if there is one. @link: (nullable): the target of a click. */
gboolean herald_emulator_notifications_report (HeraldEmulatorSite *site,
                                               const char         *tracking_id,
                                               const char         *device_token,
                                               const char         *status,
                                               const char         *link,
                                               GError            **error);
/* Oldest first, from the one after number @after on. */
JsonArray *herald_emulator_notifications_list_interactions (HeraldEmulatorSite *site,
                                                            gint64              after,
                                                            guint               limit,
                                                            GError            **error);
/* Whether there is something to see in a push: FCM's “message” or APNs' body. */
gboolean
herald_emulator_notifications_is_silent (HeraldEmulatorPlatform platform, JsonObject *payload);

G_END_DECLS
