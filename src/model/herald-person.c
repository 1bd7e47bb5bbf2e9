/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person as the look-up found them: a row of contacts or of leads. */
#include "config.h"

#include "model/herald-person.h"

#include "base/herald-guid.h"

#include <glib/gi18n-lib.h>

struct _HeraldPerson
{
  GObject parent_instance;

  HeraldPersonTable table;
  char             *id;      /* (owned) */
  char             *name;    /* (owned) */
  char             *email;   /* (owned) (nullable) */
  char             *company; /* (owned) (nullable) */
  char             *phone;   /* (owned) (nullable) */
  int               state_code;
  char             *query; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HeraldPerson, herald_person, G_TYPE_OBJECT)

typedef struct
{
  const char *name;
  const char *label;
} State;

/* statecode of contact and lead: Microsoft, table references. */
static const State contact_states[] = {
  { "active", N_ ("Active") },
  { "inactive", N_ ("Inactive") },
};

static const State lead_states[] = {
  { "open", N_ ("Open") },
  { "qualified", N_ ("Qualified") },
  { "disqualified", N_ ("Disqualified") },
};

static const State unknown_state = { "unknown", N_ ("Unknown state") };

static const struct
{
  const char *name;
  const char *label;
} tables[] = {
  [HERALD_PERSON_CONTACT] = { "contact", N_ ("Contact") },
  [HERALD_PERSON_LEAD] = { "lead", N_ ("Lead") },
};

static char *
dup_text (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));

  return *stripped != '\0' ? g_steal_pointer (&stripped) : NULL;
}

static const State *
find_state (HeraldPerson *self)
{
  gboolean     is_contact = self->table == HERALD_PERSON_CONTACT;
  const State *states = is_contact ? contact_states : lead_states;
  gsize        n_states = is_contact ? G_N_ELEMENTS (contact_states) : G_N_ELEMENTS (lead_states);

  if (self->state_code < 0 || (gsize) self->state_code >= n_states)
    return &unknown_state;
  return &states[self->state_code];
}

static void
herald_person_finalize (GObject *object)
{
  HeraldPerson *self = HERALD_PERSON (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->email);
  g_free (self->company);
  g_free (self->phone);
  g_free (self->query);
  G_OBJECT_CLASS (herald_person_parent_class)->finalize (object);
}

static void
herald_person_class_init (HeraldPersonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = herald_person_finalize;
}

static void
herald_person_init (HeraldPerson *self)
{
}

/**
 * herald_person_new:
 * @table: which table the row is from
 * @id: its id
 * @name: (nullable): the full name
 * @email: (nullable): the e-mail address
 * @company: (nullable): the company
 * @phone: (nullable): the phone number
 * @state_code: the statecode; any number
 *
 * Returns: (transfer full): a person
 */
HeraldPerson *
herald_person_new (HeraldPersonTable table,
                   const char       *id,
                   const char       *name,
                   const char       *email,
                   const char       *company,
                   const char       *phone,
                   int               state_code)
{
  HeraldPerson *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_object_new (HERALD_TYPE_PERSON, NULL);
  self->table = table;
  self->id = herald_guid_normalise (id);
  if (self->id == NULL)
    self->id = g_strdup (id);
  self->email = dup_text (email);
  self->name = dup_text (name);
  if (self->name == NULL)
    self->name = g_strdup (self->email != NULL ? self->email : _("(no name)"));
  self->company = dup_text (company);
  self->phone = dup_text (phone);
  self->state_code = state_code;
  return self;
}

/**
 * herald_person_get_table:
 * @self: a person
 *
 * Returns: which table the row is from
 */
HeraldPersonTable
herald_person_get_table (HeraldPerson *self)
{
  g_return_val_if_fail (HERALD_IS_PERSON (self), 0);

  return self->table;
}

/**
 * herald_person_get_id:
 * @self: a person
 *
 * Returns: the row's id, a GUID in lower case
 */
const char *
herald_person_get_id (HeraldPerson *self)
{
  g_return_val_if_fail (HERALD_IS_PERSON (self), NULL);

  return self->id;
}

/**
 * herald_person_get_name:
 * @self: a person
 *
 * Returns: the full name, or the e-mail address when there is none; never %NULL
 */
const char *
herald_person_get_name (HeraldPerson *self)
{
  g_return_val_if_fail (HERALD_IS_PERSON (self), NULL);

  return self->name;
}

/**
 * herald_person_get_email:
 * @self: a person
 *
 * Returns: (nullable): the e-mail address
 */
const char *
herald_person_get_email (HeraldPerson *self)
{
  g_return_val_if_fail (HERALD_IS_PERSON (self), NULL);

  return self->email;
}

/**
 * herald_person_get_company:
 * @self: a person
 *
 * Returns: (nullable): the company
 */
const char *
herald_person_get_company (HeraldPerson *self)
{
  g_return_val_if_fail (HERALD_IS_PERSON (self), NULL);

  return self->company;
}

/**
 * herald_person_get_phone:
 * @self: a person
 *
 * Returns: (nullable): the phone number
 */
const char *
herald_person_get_phone (HeraldPerson *self)
{
  g_return_val_if_fail (HERALD_IS_PERSON (self), NULL);

  return self->phone;
}

/**
 * herald_person_get_query:
 * @self: a person
 *
 * Returns: (nullable): the address that was looked up and found this person; it need not be the
 *   one of herald_person_get_email(), because contacts have two
 */
const char *
herald_person_get_query (HeraldPerson *self)
{
  g_return_val_if_fail (HERALD_IS_PERSON (self), NULL);

  return self->query;
}

/**
 * herald_person_set_query:
 * @self: a person
 * @query: (nullable): the address that was looked up
 */
void
herald_person_set_query (HeraldPerson *self, const char *query)
{
  g_return_if_fail (HERALD_IS_PERSON (self));

  g_free (self->query);
  self->query = g_strdup (query);
}

/**
 * herald_person_get_state:
 * @self: a person
 *
 * Returns: the statecode's name for scripts, such as “active”; “unknown” for a new one
 */
const char *
herald_person_get_state (HeraldPerson *self)
{
  g_return_val_if_fail (HERALD_IS_PERSON (self), "");

  return find_state (self)->name;
}

/**
 * herald_person_get_state_label:
 * @self: a person
 *
 * Returns: the translated word for the statecode
 */
const char *
herald_person_get_state_label (HeraldPerson *self)
{
  g_return_val_if_fail (HERALD_IS_PERSON (self), "");

  return _(find_state (self)->label);
}

/**
 * herald_person_table_to_string:
 * @table: a table
 *
 * Returns: the name that scripts and the store read
 */
const char *
herald_person_table_to_string (HeraldPersonTable table)
{
  g_return_val_if_fail ((gsize) table < G_N_ELEMENTS (tables), "");

  return tables[table].name;
}

/**
 * herald_person_table_get_label:
 * @table: a table
 *
 * Returns: (transfer none): the translated words for it
 */
const char *
herald_person_table_get_label (HeraldPersonTable table)
{
  g_return_val_if_fail ((gsize) table < G_N_ELEMENTS (tables), "");

  return _(tables[table].label);
}
