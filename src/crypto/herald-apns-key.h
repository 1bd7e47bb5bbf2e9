/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a person took for an APNs signing key (.p8) and says what it really is. */
#pragma once

#include "crypto/herald-key.h"

G_BEGIN_DECLS

#define HERALD_APNS_ID_LENGTH 10 /* of key IDs and team IDs */

HeraldKey *herald_apns_key_load (GBytes *content, GError **error);
char      *herald_apns_key_id_from_filename (const char *filename);

G_END_DECLS
