/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A contact or a lead, as the look-up found it. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HERALD_TYPE_PERSON (herald_person_get_type ())
G_DECLARE_FINAL_TYPE (HeraldPerson, herald_person, HERALD, PERSON, GObject)

typedef enum
{
  HERALD_PERSON_CONTACT,
  HERALD_PERSON_LEAD,
} HeraldPersonTable;

HeraldPerson     *herald_person_new (HeraldPersonTable table,
                                     const char       *id,
                                     const char       *name,
                                     const char       *email,
                                     const char       *company,
                                     const char       *phone,
                                     int               state_code);
HeraldPersonTable herald_person_get_table (HeraldPerson *self);
const char       *herald_person_get_id (HeraldPerson *self);
const char       *herald_person_get_name (HeraldPerson *self);    /* never NULL */
const char       *herald_person_get_email (HeraldPerson *self);   /* (nullable) */
const char       *herald_person_get_company (HeraldPerson *self); /* (nullable) */
const char       *herald_person_get_phone (HeraldPerson *self);   /* (nullable) */
/* (nullable): the address that was looked up and found this person, perhaps not the one above */
const char *herald_person_get_query (HeraldPerson *self);
void        herald_person_set_query (HeraldPerson *self, const char *query);
const char *herald_person_get_state (HeraldPerson *self); /* "active", "inactive", "open"… */
const char *herald_person_get_state_label (HeraldPerson *self);
const char *herald_person_table_to_string (HeraldPersonTable table); /* "contact", "lead" */
const char *herald_person_table_get_label (HeraldPersonTable table);

G_END_DECLS
