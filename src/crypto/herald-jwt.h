/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON Web Tokens in compact form: signed by us, or read and verified. */
#pragma once

#include <json-glib/json-glib.h>

#include "crypto/herald-key.h"

G_BEGIN_DECLS

#define HERALD_TYPE_JWT (herald_jwt_get_type ())
G_DECLARE_FINAL_TYPE (HeraldJwt, herald_jwt, HERALD, JWT, GObject)

char       *herald_jwt_sign (HeraldKey      *key,
                             HeraldSignature algorithm,
                             JsonObject     *header,
                             JsonObject     *claims,
                             GError        **error);
HeraldJwt  *herald_jwt_parse (const char *token, GError **error);
HeraldJwt  *herald_jwt_parse_padded (const char *token, GError **error);
JsonObject *herald_jwt_get_header (HeraldJwt *self);
JsonObject *herald_jwt_get_claims (HeraldJwt *self);
gboolean    herald_jwt_verify_with (HeraldJwt       *self,
                                    HeraldPublicKey *key,
                                    HeraldSignature  algorithm,
                                    GError         **error);
gboolean    herald_jwt_verify (HeraldJwt *self, HeraldPublicKey *key, GError **error);
char       *herald_base64url_encode (const guint8 *data, gsize length);
GBytes     *herald_base64url_decode (const char *text);

G_END_DECLS
