/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A push message as a journey sends it: texts with placeholders, read from a request or a row. */
#pragma once

#include "emulator/herald-emulator-site.h"

G_BEGIN_DECLS

/* Free with herald_emulator_message_free(). */
typedef struct
{
  char       *row_id; /* (nullable): of msdynmkt_pushnotification */
  char       *title;  /* (nullable), like all texts below */
  char       *subtitle;
  char       *body;
  char       *image_url;
  char       *link;
  JsonObject *definitions;  /* placeholders by label */
  gboolean    notification; /* Android: FCM shows it, the app need not */
} HeraldEmulatorMessage;

void herald_emulator_message_free (HeraldEmulatorMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorMessage, herald_emulator_message_free)

HeraldEmulatorMessage *herald_emulator_message_read (JsonObject *object, GError **error);
/* Refuses a message that was deactivated. */
HeraldEmulatorMessage *
herald_emulator_message_load (HeraldEmulatorSite *site, const char *id, GError **error);
/* Writes a message that has no row yet as msdynmkt_pushnotification, ready to send. */
gboolean herald_emulator_message_save (HeraldEmulatorMessage *self,
                                       HeraldEmulatorSite    *site,
                                       GError               **error);
/* The bytes for the push services. @link: (nullable): the tracked one */
GBytes *herald_emulator_message_build_apns (const HeraldEmulatorMessage *self,
                                            const char                  *link,
                                            const char                  *tracking_id);
GBytes *herald_emulator_message_build_fcm (const HeraldEmulatorMessage *self,
                                           const char                  *token,
                                           const char                  *link,
                                           const char                  *tracking_id);

G_END_DECLS
