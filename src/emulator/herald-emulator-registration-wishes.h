/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the headers of a registration ask for: a status that can be read, a callback. */
#pragma once

#include "emulator/herald-emulator-call.h"

G_BEGIN_DECLS

/* Texts belong to the call. */
typedef struct
{
  gboolean    tracked;
  const char *callback_url;     /* (nullable) */
  const char *callback_headers; /* (nullable): JSON */
} HeraldEmulatorRegistrationWishes;

gboolean herald_emulator_registration_wishes_read (HeraldEmulatorCall               *call,
                                                   HeraldEmulatorRegistrationWishes *wishes,
                                                   GError                          **error);

G_END_DECLS
