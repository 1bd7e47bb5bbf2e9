/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Google service account file, recognised among the files people take for one. */
#pragma once

#include "crypto/herald-key.h"

G_BEGIN_DECLS

#define HERALD_TYPE_SERVICE_ACCOUNT (herald_service_account_get_type ())
G_DECLARE_FINAL_TYPE (HeraldServiceAccount,
                      herald_service_account,
                      HERALD,
                      SERVICE_ACCOUNT,
                      GObject)

#define HERALD_GOOGLE_TOKEN_URI "https://oauth2.googleapis.com/token"

HeraldServiceAccount *herald_service_account_new_from_json (GBytes *content, GError **error);
const char           *herald_service_account_get_project_id (HeraldServiceAccount *self);
const char           *herald_service_account_get_client_email (HeraldServiceAccount *self);
const char           *herald_service_account_get_private_key_id (HeraldServiceAccount *self);
const char           *herald_service_account_get_token_uri (HeraldServiceAccount *self);
HeraldKey            *herald_service_account_get_key (HeraldServiceAccount *self);

G_END_DECLS
