/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A foreign organisation for the window: the emulator of the fixture by its https address, to which
 * a person signs in, and what its administrator does there. */
#pragma once

#include "herald-ui-fixture.h"

G_BEGIN_DECLS

/* Returns: (transfer full): the id of the saved environment “Org”. */
char *herald_ui_organization_add (HeraldUiFixture *fixture, HeraldEmulatorInfo *info);
/* Returns: (transfer full): the id of “Live”, a production environment that signs in by itself and
 * is open now. */
char *herald_ui_organization_enter_production (HeraldUiFixture *fixture, HeraldEmulatorInfo *info);
/* Chooses it in the window and waits until Herald asks for a sign-in. */
void herald_ui_organization_open (HeraldUiFixture *fixture, const char *id);
/* Goes back to the emulator and forgets it; takes @id. */
void herald_ui_organization_remove (HeraldUiFixture *fixture, char *id);
/* Calls the emulator's admin API. */
void herald_ui_administer (HeraldEmulatorInfo *info,
                           const char         *method,
                           const char         *path,
                           const char         *json);
/* Approves the code that a sign-in dialog shows; @who: (nullable): the administrator. */
void herald_ui_approve (HeraldEmulatorInfo *info, GtkWidget *dialog, const char *who);
/* The code that is shown below @root, or NULL. */
const char *herald_ui_find_code (GtkWidget *root);
/* Waits for it. */
void herald_ui_wait_for_code (GtkWidget *root);

G_END_DECLS
