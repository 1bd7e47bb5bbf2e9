/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A private key and what may be done with it: say what it is, sign, show its public half. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HERALD_TYPE_KEY (herald_key_get_type ())
G_DECLARE_FINAL_TYPE (HeraldKey, herald_key, HERALD, KEY, GObject)

#define HERALD_TYPE_PUBLIC_KEY (herald_public_key_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPublicKey, herald_public_key, HERALD, PUBLIC_KEY, GObject)

typedef enum
{
  HERALD_KEY_EC_P256,
  HERALD_KEY_RSA,
  HERALD_KEY_OTHER,
} HeraldKeyKind;

typedef enum
{
  HERALD_SIGNATURE_ES256, /* r‖s, 64 bytes */
  HERALD_SIGNATURE_RS256,
  HERALD_SIGNATURE_PS256,
} HeraldSignature;

const char      *herald_signature_get_name (HeraldSignature self);
HeraldKey       *herald_key_new_from_pem (const char *pem, gssize length, GError **error);
HeraldKey       *herald_key_generate (HeraldKeyKind kind, GError **error);
HeraldKeyKind    herald_key_get_kind (HeraldKey *self);
char            *herald_key_describe (HeraldKey *self);
char            *herald_key_to_pem (HeraldKey *self, GError **error);
HeraldPublicKey *herald_key_dup_public (HeraldKey *self, GError **error);
GBytes *herald_key_sign (HeraldKey *self, HeraldSignature algorithm, GBytes *data, GError **error);
HeraldPublicKey *herald_public_key_new_from_pem (const char *pem, gssize length, GError **error);
char            *herald_public_key_to_pem (HeraldPublicKey *self, GError **error);
char            *herald_public_key_get_fingerprint (HeraldPublicKey *self, GError **error);
gboolean         herald_public_key_verify (HeraldPublicKey *self,
                                           HeraldSignature  algorithm,
                                           GBytes          *data,
                                           GBytes          *signature);

G_END_DECLS
