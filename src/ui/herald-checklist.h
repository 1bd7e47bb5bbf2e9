/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of setting up one app, ticked, with a button for each that is open. */
#pragma once

#include <adwaita.h>

#include "core/herald-overview.h"

G_BEGIN_DECLS

#define HERALD_TYPE_CHECKLIST (herald_checklist_get_type ())
G_DECLARE_FINAL_TYPE (HeraldChecklist, herald_checklist, HERALD, CHECKLIST, AdwPreferencesGroup)

GtkWidget *herald_checklist_new (const HeraldAppProgress *progress);

G_END_DECLS
