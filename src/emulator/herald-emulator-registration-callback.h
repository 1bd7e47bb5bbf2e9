/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The webhook that tells the end of a registration, once. */
#pragma once

#include "emulator/herald-emulator-registration-work.h"

G_BEGIN_DECLS

/* How the signature is written; the documentation says neither. */
typedef enum
{
  HERALD_EMULATOR_SIGNATURE_BASE64_UTF8,    /* Base64, keyed with the token's text */
  HERALD_EMULATOR_SIGNATURE_BASE64_DECODED, /* … with the bytes that the token encodes */
  HERALD_EMULATOR_SIGNATURE_HEX_UTF8,
  HERALD_EMULATOR_SIGNATURE_HEX_DECODED,
} HeraldEmulatorSignature;

gboolean herald_emulator_registration_callback_attach (HeraldEmulatorSite *site, GError **error);
void     herald_emulator_registration_callback_send (HeraldEmulatorSite       *site,
                                                     const HeraldEmulatorWork *work);
/* Returns: (transfer full): HMAC-SHA256 of @url keyed with @api_token */
char *herald_emulator_registration_callback_sign (HeraldEmulatorSignature form,
                                                  const char             *url,
                                                  const char             *api_token);

G_END_DECLS
