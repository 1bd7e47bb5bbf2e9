/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person: who they are, ids to copy, and their devices. */
#pragma once

#include <adwaita.h>

#include "model/herald-person.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PERSON_VIEW (herald_person_view_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPersonView, herald_person_view, HERALD, PERSON_VIEW, AdwBin)

/* Its buttons use the page's actions “page.register”, “page.clean-up” and “page.reload-devices”. */
GtkWidget    *herald_person_view_new (void);
HeraldPerson *herald_person_view_get_person (HeraldPersonView *self); /* (nullable) */
/* Shows no devices until they are set. */
void herald_person_view_set_person (HeraldPersonView *self, HeraldPerson *person);
/* @devices: (element-type HeraldDevice) */
void       herald_person_view_set_devices (HeraldPersonView *self, GPtrArray *devices);
GPtrArray *herald_person_view_get_devices (HeraldPersonView *self); /* (nullable) */
void       herald_person_view_show_error (HeraldPersonView *self, const GError *error);

G_END_DECLS
