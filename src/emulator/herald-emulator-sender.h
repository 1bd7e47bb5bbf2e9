/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends pushes with the credentials of an app's configuration, as the product's back end does. */
#pragma once

#include "emulator/herald-emulator-apps.h"
#include "emulator/herald-emulator-phones.h"

G_BEGIN_DECLS

/* One push; nothing is owned. */
typedef struct
{
  HeraldEmulatorPlatform platform;
  const char            *token;
  GBytes                *body;   /* APNs' payload, or FCM's request */
  gboolean               silent; /* APNs: nothing to see, not kept for a phone that is off */
} HeraldEmulatorSend;

/* Why a push service did not take it. Clear with herald_emulator_send_failure_clear(). */
typedef struct
{
  char *reason;  /* (owned): its code, such as “Unregistered” */
  char *details; /* (owned): in its words */
} HeraldEmulatorSendFailure;

void herald_emulator_send_failure_clear (HeraldEmulatorSendFailure *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorSendFailure, herald_emulator_send_failure_clear)

gboolean herald_emulator_sender_attach (HeraldEmulatorSite *site, GError **error);
gboolean herald_emulator_sender_send (HeraldEmulatorSite        *site,
                                      const HeraldEmulatorApp   *app,
                                      const HeraldEmulatorSend  *push,
                                      HeraldEmulatorSendFailure *failure);

/* Returns: (transfer none) (nullable): “bearer …” for APNs; valid until the next call. */
const char *herald_emulator_sender_authorize_apns (HeraldEmulatorSite      *site,
                                                   const HeraldEmulatorApp *app,
                                                   GError                 **error);

G_END_DECLS
