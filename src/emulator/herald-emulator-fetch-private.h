/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files that read FetchXML. */
#pragma once

#include "emulator/herald-emulator-fetch.h"
#include "emulator/herald-emulator-filter-private.h"

G_BEGIN_DECLS

typedef struct
{
  const HeraldEmulatorQueryContext *context;
  HeraldEmulatorFetch              *fetch;
  gboolean                          in_quick_find;
} HeraldEmulatorFetchReader;

/* One <condition>. */
typedef struct
{
  const HeraldEmulatorColumn *column;        /* (unowned) */
  const char                 *variable;      /* (unowned): whose column it is */
  const char                 *operator_name; /* (unowned) */
  const char                 *other;  /* (unowned) (nullable): path of what it is compared to */
  GPtrArray                  *values; /* (element-type utf8) (unowned) */
} HeraldEmulatorFetchCondition;

HeraldEmulatorFilter *
herald_emulator_fetch_condition_make_filter (const HeraldEmulatorFetchCondition *self,
                                             GError                            **error);

/* Entities. */
HeraldEmulatorFetchEntity          *
herald_emulator_fetch_add_entity (HeraldEmulatorFetchReader        *reader,
                                           HeraldEmulatorFetchEntity        *parent,
                                           const HeraldEmulatorFetchElement *element,
                                           GError                          **error);
gboolean herald_emulator_fetch_read_ends (HeraldEmulatorFetchEntity *entity, GError **error);
gboolean herald_emulator_fetch_read_links (HeraldEmulatorFetchReader *reader,
                                           HeraldEmulatorFetchEntity *entity,
                                           GError                   **error);
HeraldEmulatorFetchEntity      *
herald_emulator_fetch_read_filter_link (HeraldEmulatorFetchReader        *reader,
                                             HeraldEmulatorFetchEntity        *parent,
                                             const HeraldEmulatorFetchElement *element,
                                             GError                          **error);
void herald_emulator_fetch_entity_free (HeraldEmulatorFetchEntity *self);
const HeraldEmulatorFetchEntity *
herald_emulator_fetch_find_entity (HeraldEmulatorFetchReader       *reader,
                                   const HeraldEmulatorFetchEntity *from,
                                   const char                      *alias,
                                   GError                         **error);
const HeraldEmulatorColumn *
herald_emulator_fetch_require_column (const HeraldEmulatorFetchEntity *entity,
                                      const char                      *name,
                                      GError                         **error);

/* What an entity selects, is ordered by and filtered by. */
gboolean herald_emulator_fetch_read_columns (HeraldEmulatorFetchReader *reader,
                                             HeraldEmulatorFetchEntity *entity,
                                             GError                   **error);
gboolean herald_emulator_fetch_read_orders (HeraldEmulatorFetchReader *reader,
                                            HeraldEmulatorFetchEntity *entity,
                                            GError                   **error);
void     herald_emulator_fetch_column_clear (gpointer column);
gboolean herald_emulator_fetch_read_filters (HeraldEmulatorFetchReader *reader,
                                             HeraldEmulatorFetchEntity *entity,
                                             GError                   **error);
gboolean herald_emulator_fetch_check_alias (const char *alias, GError **error);

/* A filter that is a <link-entity>. */
gboolean herald_emulator_fetch_append_link_filter (const HeraldEmulatorFilterWriter *writer,
                                                   const HeraldEmulatorFilter       *filter,
                                                   GError                          **error);

G_END_DECLS
