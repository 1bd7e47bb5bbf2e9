/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows read: one, many, page by page, as JSON. */
#pragma once

#include "emulator/herald-emulator-dataverse.h"
#include "emulator/herald-emulator-query.h"

G_BEGIN_DECLS

/* Rows are read of those only that a navigation property of one row leads to. */
typedef struct
{
  const HeraldEmulatorTable      *origin;     /* (unowned): the table of that row */
  const char                     *id;         /* (unowned): of that row */
  const HeraldEmulatorCollection *collection; /* (unowned) (nullable): the property, or … */
  const HeraldEmulatorColumn     *lookup;     /* (unowned) (nullable): … the lookup behind it */
} HeraldEmulatorLink;

/* Rows are read of those only that changed since. */
typedef struct
{
  gint64 after_version;
} HeraldEmulatorDelta;

/* What shapes an answer. */
typedef struct
{
  HeraldEmulatorDataverse         *dataverse; /* (unowned) */
  HeraldEmulatorQueryContext       context;
  const char                      *base;        /* (unowned): “http://…/api/data/v9.2/” */
  const HeraldEmulatorTable       *table;       /* (unowned) */
  const HeraldEmulatorLink        *link;        /* (unowned) (nullable): all rows when NULL */
  const HeraldEmulatorDelta       *delta;       /* (unowned) (nullable): the same */
  const HeraldEmulatorQuery       *query;       /* (unowned) */
  const HeraldEmulatorPreferences *preferences; /* (unowned) */
  gboolean                         is_nested;   /* the query has an $expand in an $expand */
  gint64                           expanded_page_size; /* 0: collections are not cut */
} HeraldEmulatorReading;

/* One page of a set. Free with herald_emulator_page_free(). */
typedef struct
{
  JsonArray *rows;
  gboolean   has_more;
  char      *skip_token; /* (nullable): how to go on; some FetchXML counts rows instead */
} HeraldEmulatorPage;

void herald_emulator_page_free (HeraldEmulatorPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorPage, herald_emulator_page_free)

gboolean            herald_emulator_rows_exists (HeraldEmulatorDataverse   *dataverse,
                                                 const HeraldEmulatorTable *table,
                                                 const char                *id);
gint64              herald_emulator_rows_get_version (HeraldEmulatorDataverse   *dataverse,
                                                      const HeraldEmulatorTable *table,
                                                      const char                *id);
JsonObject         *herald_emulator_rows_read_one (const HeraldEmulatorReading *reading,
                                                   const char                  *id,
                                                   GError                     **error);
HeraldEmulatorPage *herald_emulator_rows_read_page (const HeraldEmulatorReading *reading,
                                                    gint64                       page_size,
                                                    GError                     **error);
void                herald_emulator_rows_append_limits (const HeraldEmulatorReading *reading,
                                                        GString                     *sql,
                                                        GArray                      *values);
gboolean            herald_emulator_rows_append_where (const HeraldEmulatorReading *reading,
                                                       GString                     *sql,
                                                       GArray                      *values,
                                                       GError                     **error);
gint64
herald_emulator_rows_count (const HeraldEmulatorReading *reading, gint64 most, GError **error);

G_END_DECLS
