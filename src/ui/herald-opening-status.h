/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window shows in place of its page until the environment is open. */
#pragma once

#include "ui/herald-status.h"
#include "ui/herald-workspace.h"

G_BEGIN_DECLS

void herald_opening_status_show (HeraldStatus *status, HeraldWorkspace *workspace);
/* Whether the environment could not be opened because nobody is signed in, or somebody else. */
gboolean herald_opening_status_needs_person (HeraldWorkspace *workspace);
/* Whether it could not be opened, or was closed, because the file of secrets is locked. */
gboolean herald_opening_status_needs_passphrase (HeraldWorkspace *workspace);

G_END_DECLS
