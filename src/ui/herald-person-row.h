/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person among the results: name, e-mail, company, state, and which table they are from. */
#pragma once

#include <adwaita.h>

#include "model/herald-person.h"

G_BEGIN_DECLS

#define HERALD_TYPE_PERSON_ROW (herald_person_row_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPersonRow, herald_person_row, HERALD, PERSON_ROW, AdwActionRow)

GtkWidget    *herald_person_row_new (HeraldPerson *person);
HeraldPerson *herald_person_row_get_person (HeraldPersonRow *self);

G_END_DECLS
