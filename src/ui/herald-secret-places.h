/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done about where secrets are: the choice without a keyring, and the file. */
#pragma once

#include <adwaita.h>

#include "core/herald-secrets.h"

G_BEGIN_DECLS

#define HERALD_TYPE_SECRET_PLACES (herald_secret_places_get_type ())
G_DECLARE_FINAL_TYPE (HeraldSecretPlaces,
                      herald_secret_places,
                      HERALD,
                      SECRET_PLACES,
                      AdwPreferencesGroup)

/* Set once. */
void herald_secret_places_set_secrets (HeraldSecretPlaces *self, HeraldSecrets *secrets);

G_END_DECLS
