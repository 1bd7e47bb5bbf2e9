/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where each secret is kept, and a way to remove it. */
#pragma once

#include <adwaita.h>

#include "ui/herald-workspace.h"

G_BEGIN_DECLS

#define HERALD_TYPE_SECRETS_PAGE (herald_secrets_page_get_type ())
G_DECLARE_FINAL_TYPE (HeraldSecretsPage,
                      herald_secrets_page,
                      HERALD,
                      SECRETS_PAGE,
                      AdwPreferencesPage)

void herald_secrets_page_set_workspace (HeraldSecretsPage *self, HeraldWorkspace *workspace);

G_END_DECLS
