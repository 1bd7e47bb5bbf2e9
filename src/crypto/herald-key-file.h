/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says by its content what a file is that somebody chose as a credential. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  HERALD_KEY_FILE_OTHER,
  HERALD_KEY_FILE_EMPTY,
  HERALD_KEY_FILE_TOO_LARGE,
  HERALD_KEY_FILE_UTF16,
  HERALD_KEY_FILE_PEM_KEY,
  HERALD_KEY_FILE_PEM_ENCRYPTED_KEY,
  HERALD_KEY_FILE_PEM_PUBLIC_KEY,
  HERALD_KEY_FILE_PEM_CERTIFICATE,
  HERALD_KEY_FILE_PEM_REQUEST,
  HERALD_KEY_FILE_PEM_CUT,  /* BEGIN without END */
  HERALD_KEY_FILE_BARE_KEY, /* the Base64 of a key without its BEGIN and END lines */
  HERALD_KEY_FILE_SSH_KEY,
  HERALD_KEY_FILE_PKCS12,
  HERALD_KEY_FILE_DER_CERTIFICATE,
  HERALD_KEY_FILE_DER,
  HERALD_KEY_FILE_JSON,
  HERALD_KEY_FILE_PLIST,
  HERALD_KEY_FILE_FCM_SERVER_KEY, /* of the retired legacy API */
  HERALD_KEY_FILE_FCM_TOKEN,      /* a device's registration token */
} HeraldKeyFileKind;

#define HERALD_KEY_FILE_MAX_BYTES 65536 /* the largest real one is a .p12 of a few kilobytes */

HeraldKeyFileKind herald_key_file_recognise (GBytes *content);
GBytes           *herald_key_file_skip_mark (GBytes *content);

G_END_DECLS
