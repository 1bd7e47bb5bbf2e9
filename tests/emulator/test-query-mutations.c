/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Good queries spoiled in many ways: whatever comes, the answer is rows or a refusal. */
#include "config.h"

#include "emulator-fixture.h"

#include <string.h>

#define ID "00000000-0000-4000-a000-0000000000a1"
#define ROUNDS 12 /* of each query */
#define SEED 20261127

static const char *const queries[] = {
  "contacts?$filter=contains(fullname,'a') and not (statecode eq 0 or createdon gt 2026-01-31)",
  "contacts?$filter=parentcustomerid_account/primarycontactid/fullname eq 'x'&$orderby=fullname",
  "accounts?$filter=contact_customer_accounts/any(c:c/statecode eq 0 and c/lastname ne null)",
  "contacts?$filter=Microsoft.Dynamics.CRM.In(PropertyName='fullname',PropertyValues=[\"a\",'b'])",
  "contacts?$filter=Microsoft.Dynamics.CRM.Between(PropertyName=@a,PropertyValues=@b)"
  "&@a='statecode'&@b=[\"0\",\"1\"]",
  "contacts?$filter=Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=7)",
  "businessunits?$filter=Microsoft.Dynamics.CRM.Under(PropertyName='businessunitid',"
  "PropertyValue='" ID "')",
  "contacts?$select=fullname&$expand=owninguser($select=fullname;$expand=businessunitid($select="
  "name))&$top=2",
  "accounts?$expand=contact_customer_accounts($select=fullname;$filter=lastname eq ';';$orderby="
  "lastname;$top=1),createdby/$ref",
  "contacts?$apply=filter(statecode eq "
  "0)/groupby((gendercode,owninguser/fullname),aggregate($count "
  "as n,importsequencenumber with sum as s))",
  "contacts?$orderby=parentcustomerid_account/name desc,_ownerid_value&$count=true&$top=3",
  "contacts(" ID ")?$select=fullname&$expand=ownerid($select=fullname)",
  "accounts(" ID ")/contact_customer_accounts/$count?$filter=statecode eq 0",
  "accounts(" ID ")/primarycontactid/fullname/$value",
  "systemusers(azureactivedirectoryobjectid=@k)?@k=" ID,
  "contacts?$skiptoken=%3Ccookie%20pagenumber=%222%22%20pagingcookie=%22WzFd%22%20istracking=%22"
  "False%22%20/%3E",
  "contacts?fetchXml=<fetch count='3' page='1' returntotalrecordcount='true'><entity "
  "name='contact'>"
  "<attribute name='lastname' alias='l'/><order attribute='createdon'/><filter "
  "type='or'><condition "
  "attribute='statecode' operator='in'><value>0</value><value>1</value></condition><condition "
  "attribute='lastname' operator='eq' valueof='a.name'/><link-entity name='account' "
  "from='primarycontactid' to='contactid' link-type='not any'/></filter><link-entity "
  "name='account' "
  "from='accountid' to='parentcustomerid' link-type='outer' alias='a'><all-attributes/><filter>"
  "<condition attribute='createdon' operator='last-x-weeks' value='3'/></filter></link-entity>"
  "</entity></fetch>",
  "contacts?fetchXml=<fetch aggregate='true'><entity name='contact'><attribute name='contactid' "
  "alias='n' aggregate='countcolumn' distinct='true'/><attribute name='createdon' alias='y' "
  "groupby='true' dategrouping='week'/><order alias='y' descending='true'/></entity></fetch>",
};

typedef EmulatorTest Fixture;

/* Takes away, doubles, swaps, or puts in something that means something. */
static void
spoil (GString *query, GRand *rand)
{
  static const char *const parts[] = { "(",
                                       ")",
                                       "'",
                                       "\"",
                                       "[",
                                       "]",
                                       ",",
                                       ";",
                                       "/",
                                       "$",
                                       "@",
                                       "=",
                                       ":",
                                       "null",
                                       " and ",
                                       " not ",
                                       "eq",
                                       "-1",
                                       "*",
                                       "\\",
                                       "%27",
                                       "%C3%A4",
                                       "%F0%9F%98%80",
                                       "%FF",
                                       "%00",
                                       "%2B",
                                       "true",
                                       "9999999999999999999",
                                       "1e308",
                                       "<",
                                       "/>",
                                       "&amp;",
                                       "filter",
                                       "fiscal-year",
                                       "." };

  gsize start = strcspn (query->str, "?/(") + 1;
  gsize place = start + (gsize) g_rand_int_range (rand, 0, (gint32) MAX (query->len - start, 1));

  place = MIN (place, query->len);
  switch (g_rand_int_range (rand, 0, 4))
    {
    case 0:
      g_string_erase (query, (gssize) place, (gssize) MIN (query->len - place, 3));
      break;
    case 1:
      {
        g_autofree char *half = g_strdup (query->str + place);

        g_string_append (query, half);
        break;
      }
    case 2:
      g_string_truncate (query, place);
      break;
    default:
      g_string_insert (query, (gssize) place,
                       parts[g_rand_int_range (rand, 0, (gint32) G_N_ELEMENTS (parts))]);
      break;
    }
}

/* What libsoup would not send at all is encoded, among it a percent sign without digits. */
static char *
encode (const char *query)
{
  g_autoptr (GString) checked = g_string_new (NULL);

  for (; *query != '\0'; query++)
    {
      g_string_append_c (checked, *query);
      if (*query == '%' && !(g_ascii_isxdigit (query[1]) && g_ascii_isxdigit (query[2])))
        g_string_append (checked, "25");
    }
  return g_uri_escape_string (checked->str, "$&+,/:;=?@%()'*!", FALSE);
}

static void
check (Fixture *self, const char *query)
{
  g_autofree char *target = encode (query);

  emulator_fixture_read (&self->base, target, &self->answer);
  /* 501: FetchXML has words that the emulator knows and does not heed. */
  if (self->answer.status < 200 || (self->answer.status >= 500 && self->answer.status != 501))
    g_error ("%s → %u %s", target, self->answer.status, self->answer.text);
  if (self->answer.status >= 400)
    {
      g_assert_nonnull (self->answer.object);
      g_assert_true (json_object_has_member (self->answer.object, "error"));
    }
}

static void
test_mutations (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    for (guint round = 0; round < ROUNDS; round++)
      {
        g_autoptr (GString) query = g_string_new (queries[i]);

        for (guint n = 0; n <= round % 4; n++)
          spoil (query, rand);
        check (self, query->str);
      }
}

/* The same queries unspoiled are understood: the refusals above are not of the whole kind. */
static void
test_unspoiled (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      check (self, queries[i]);
      g_test_message ("%s → %u %s", queries[i], self->answer.status, self->answer.text);
      g_assert_true (self->answer.status == 200 || self->answer.status == 404);
    }
}

#define ADD(path, func)                                                                            \
  g_test_add (path, Fixture, NULL, emulator_test_set_up, func, emulator_test_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/emulator/query-mutations/unspoiled", test_unspoiled);
  ADD ("/emulator/query-mutations/spoiled", test_mutations);
  return g_test_run ();
}
