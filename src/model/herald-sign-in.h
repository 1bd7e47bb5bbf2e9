/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to sign in to an environment, and the sign-in services that are known. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HERALD_SIGN_IN_SECRET,      /* an application with a client secret */
  HERALD_SIGN_IN_CERTIFICATE, /* an application with a certificate */
  HERALD_SIGN_IN_USER,        /* a person, in the browser or by a device code */
} HeraldSignIn;

const char *herald_sign_in_to_string (HeraldSignIn self);
gboolean    herald_sign_in_from_string (const char *text, HeraldSignIn *sign_in);
const char *herald_sign_in_get_label (HeraldSignIn self);
gboolean    herald_sign_in_is_dataverse (const char *url);
gboolean    herald_sign_in_is_microsoft (const char *authority);
gboolean    herald_sign_in_check_authority (const char *url, const char *authority, GError **error);

G_END_DECLS
