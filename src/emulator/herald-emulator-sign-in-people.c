/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The directory. People with something in their way are not in Dataverse, so that they disturb no
 * count there. */
#include "config.h"

#include "emulator/herald-emulator-sign-in-people.h"

#include "emulator/herald-emulator-seed-steps.h"

#include <string.h>

#define MOST_PEOPLE 200 /* on a page */

static const char select_sql[] =
  "SELECT azureactivedirectoryobjectid, domainname, fullname, firstname, lastname"
  " FROM dv_systemuser"
  " WHERE azureactivedirectoryobjectid IS NOT NULL AND applicationid IS NULL"
  " AND domainname IS NOT NULL ORDER BY createdon, systemuserid LIMIT ?";
static const char select_one_sql[] =
  "SELECT azureactivedirectoryobjectid, domainname, fullname, firstname, lastname"
  " FROM dv_systemuser"
  " WHERE azureactivedirectoryobjectid IS NOT NULL AND applicationid IS NULL"
  " AND domainname IS NOT NULL"
  " AND (azureactivedirectoryobjectid = ?1 OR domainname = ?1 COLLATE NOCASE)";

static const struct
{
  const char                 *user_name;
  const char                 *given;
  const char                 *family;
  HeraldEmulatorSignInRefusal obstacle;
} special_people[] = {
  { "disabled@contosoltd.com", "Dora", "Disabled", HERALD_EMULATOR_SIGN_IN_USER_DISABLED },
  { "locked@contosoltd.com", "Lou", "Locked", HERALD_EMULATOR_SIGN_IN_USER_LOCKED },
  { "old.password@contosoltd.com", "Otto", "Password", HERALD_EMULATOR_SIGN_IN_PASSWORD_EXPIRED },
  { "mfa@contosoltd.com", "Mia", "Multifactor", HERALD_EMULATOR_SIGN_IN_FACTOR_NEEDED },
  { "enrol@contosoltd.com", "Enzo", "Enrol", HERALD_EMULATOR_SIGN_IN_FACTOR_ENROL },
  { "old.device@contosoltd.com", "Olga", "Device", HERALD_EMULATOR_SIGN_IN_DEVICE_NOT_COMPLIANT },
  { "own.device@contosoltd.com", "Owen", "Device", HERALD_EMULATOR_SIGN_IN_DEVICE_NOT_JOINED },
  { "blocked@contosoltd.com", "Bea", "Blocked", HERALD_EMULATOR_SIGN_IN_ACCESS_BLOCKED },
  { "guest@fabrikam.com", "Gus", "Guest", HERALD_EMULATOR_SIGN_IN_USER_OF_OTHER_TENANT },
  /* Signs in like everybody, but Dataverse has no row for her. */
  { "newcomer@contosoltd.com", "Nora", "Newcomer", HERALD_EMULATOR_SIGN_IN_N_REFUSALS },
};

/**
 * herald_emulator_sign_in_person_free:
 * @self: a person
 */
void
herald_emulator_sign_in_person_free (HeraldEmulatorSignInPerson *self)
{
  g_clear_pointer (&self->object_id, g_free);
  g_clear_pointer (&self->user_name, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->given, g_free);
  g_clear_pointer (&self->family, g_free);
  g_free (self);
}

static HeraldEmulatorSignInPerson *
read_person (HeraldEmulatorRows *rows)
{
  HeraldEmulatorSignInPerson *person = g_new0 (HeraldEmulatorSignInPerson, 1);

  person->object_id = g_strdup (herald_emulator_rows_get_text (rows, 0));
  person->user_name = g_strdup (herald_emulator_rows_get_text (rows, 1));
  person->name = g_strdup (herald_emulator_rows_get_text (rows, 2));
  person->given = g_strdup (herald_emulator_rows_get_text (rows, 3));
  person->family = g_strdup (herald_emulator_rows_get_text (rows, 4));
  if (person->name == NULL)
    person->name = g_strdup (person->user_name);
  person->obstacle = HERALD_EMULATOR_SIGN_IN_N_REFUSALS;
  return person;
}

static HeraldEmulatorSignInPerson *
make_special (guint number)
{
  HeraldEmulatorSignInPerson *person = g_new0 (HeraldEmulatorSignInPerson, 1);

  person->object_id = herald_emulator_seed_make_id ("directory only", number);
  person->user_name = g_strdup (special_people[number].user_name);
  person->given = g_strdup (special_people[number].given);
  person->family = g_strdup (special_people[number].family);
  person->name = g_strconcat (person->given, " ", person->family, NULL);
  person->obstacle = special_people[number].obstacle;
  return person;
}

/**
 * herald_emulator_sign_in_people_list:
 * @site: the site
 *
 * **Errors:** STORE.
 *
 * Returns: (transfer full) (element-type HeraldEmulatorSignInPerson): those of Dataverse first
 */
GPtrArray *
herald_emulator_sign_in_people_list (HeraldEmulatorSite *site, GError **error)
{
  g_autoptr (GPtrArray) people =
    g_ptr_array_new_with_free_func ((GDestroyNotify) herald_emulator_sign_in_person_free);
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, select_sql, "i",
                               (gint64) MOST_PEOPLE);
  g_autoptr (GError) local_error = NULL;

  if (rows == NULL)
    return NULL;
  while (herald_emulator_rows_next (rows, &local_error))
    g_ptr_array_add (people, read_person (rows));
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (special_people); i++)
    g_ptr_array_add (people, make_special (i));
  return g_steal_pointer (&people);
}

/**
 * herald_emulator_sign_in_people_find:
 * @site: the site
 * @name: a user name or an object id
 *
 * **Errors:** STORE; #HeraldEmulatorSignInRefusal when there is nobody.
 *
 * Returns: (transfer full): the person
 */
HeraldEmulatorSignInPerson *
herald_emulator_sign_in_people_find (HeraldEmulatorSite *site, const char *name, GError **error)
{
  g_autoptr (HeraldEmulatorRows) rows =
    herald_emulator_db_select (herald_emulator_site_get_db (site), error, select_one_sql, "s",
                               name);
  g_autoptr (GError) local_error = NULL;

  if (rows == NULL)
    return NULL;
  if (herald_emulator_rows_next (rows, &local_error))
    return read_person (rows);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (special_people); i++)
    {
      g_autoptr (HeraldEmulatorSignInPerson) person = make_special (i);

      if (g_ascii_strcasecmp (person->user_name, name) == 0 ||
          g_ascii_strcasecmp (person->object_id, name) == 0)
        return g_steal_pointer (&person);
    }
  herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_USER_UNKNOWN, name);
  return NULL;
}

/**
 * herald_emulator_sign_in_people_is_admin:
 * @site: the site
 * @person: somebody
 *
 * Returns: whether it is the administrator
 */
gboolean
herald_emulator_sign_in_people_is_admin (HeraldEmulatorSite               *site,
                                         const HeraldEmulatorSignInPerson *person)
{
  return g_strcmp0 (person->object_id,
                    herald_emulator_site_get_setting (site, HERALD_EMULATOR_USER_OBJECT_ID)) == 0;
}

/* What the person's own account has in the way. */
static gboolean
check_person (const HeraldEmulatorSignInPerson *person,
              const HeraldEmulatorSignInProof  *proof,
              GError                          **error)
{
  if (person->obstacle == HERALD_EMULATOR_SIGN_IN_N_REFUSALS ||
      (person->obstacle == HERALD_EMULATOR_SIGN_IN_FACTOR_NEEDED && proof->strong))
    return TRUE;
  return herald_emulator_sign_in_refusal_set (error, person->obstacle,
                                              person->obstacle ==
                                                    HERALD_EMULATOR_SIGN_IN_FACTOR_NEEDED ||
                                                  person->obstacle ==
                                                    HERALD_EMULATOR_SIGN_IN_FACTOR_ENROL
                                                ? "00000007-0000-0000-c000-000000000000"
                                                : person->user_name);
}

/**
 * herald_emulator_sign_in_people_check:
 * @site: the site
 * @person: who signs in
 * @client: for which application
 * @proof: how far they came
 *
 * **Errors:** #HeraldEmulatorSignInRefusal.
 *
 * Returns: whether they may have tokens
 */
gboolean
herald_emulator_sign_in_people_check (HeraldEmulatorSite               *site,
                                      const HeraldEmulatorSignInPerson *person,
                                      const HeraldEmulatorSignInClient *client,
                                      const HeraldEmulatorSignInProof  *proof,
                                      GError                          **error)
{
  gboolean is_admin = herald_emulator_sign_in_people_is_admin (site, person);

  if (!check_person (person, proof, error))
    return FALSE;
  if (client->assignment_required && !is_admin)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_NOT_ASSIGNED,
                                                client->name);
  if (client->consent == HERALD_EMULATOR_CONSENT_BY_ADMIN && !is_admin)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_ADMIN_CONSENT,
                                                client->name);
  if (client->consent == HERALD_EMULATOR_CONSENT_ASKED && !proof->consented)
    return herald_emulator_sign_in_refusal_set (error, HERALD_EMULATOR_SIGN_IN_CONSENT_MISSING,
                                                client->id);
  return TRUE;
}
