/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A running emulator with a few contacts and accounts, asked in FetchXML. */
#pragma once

#include "emulator-fixture.h"

G_BEGIN_DECLS

typedef EmulatorTest FetchFixture;

/* A user's rows do not come alone, so the tests read those with a title of their own. */
#define OURS "<condition attribute='jobtitle' operator='eq' value='tester'/>"

/* Abel (10), Bach (20), Cohn (30) and “Dach & Co” (no number) are testers. Account North has Abel
 * as its primary contact, South has Bach and stands below North; Abel and Cohn belong to North,
 * Bach to South, Dach to nobody. */
void fetch_fixture_set_up (FetchFixture *self, gconstpointer data);

/* @caller: (nullable): on whose behalf, a number of the seed's users. */
void fetch_fixture_send (FetchFixture *self, const char *caller, const char *set, const char *xml);
JsonArray *fetch_fixture_read (FetchFixture *self, const char *set, const char *xml);
/* The members of the rows: “Abel|North;Bach|South”; what is absent is “-”. */
char *
fetch_fixture_read_text (FetchFixture *self, const char *set, const char *xml, const char *members);

G_END_DECLS
