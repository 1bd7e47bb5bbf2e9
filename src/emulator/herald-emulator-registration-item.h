/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One registration or clean-up as a body asks for it. */
#pragma once

#include "emulator/herald-emulator-device-body.h"
#include "emulator/herald-emulator-phones.h"
#include "emulator/herald-emulator-registration-queue.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_LONGEST_DEVICE_TOKEN 8192 /* what a body may hold; storage takes less */

/* Texts belong to the body, ids are copies in lower case. */
typedef struct
{
  char                  *app_id;  /* (owned) */
  char                  *user_id; /* (owned) */
  const char            *api_token;
  const char            *token; /* (nullable) of a clean-up: all devices of the user */
  HeraldEmulatorPlatform platform;
} HeraldEmulatorRegistrationItem;

void herald_emulator_registration_item_clear (HeraldEmulatorRegistrationItem *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HeraldEmulatorRegistrationItem,
                                  herald_emulator_registration_item_clear)

/* All objects of an array, or the one object; NULL when one of them is not as it must be. */
GArray *herald_emulator_registration_item_read_body (JsonNode                      *root,
                                                     HeraldEmulatorRegistrationKind kind,
                                                     gboolean                       batch,
                                                     GError                       **error);

G_END_DECLS
