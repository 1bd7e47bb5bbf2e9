/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a caller prefers: the Prefer header, and how much control information it accepts. */
#pragma once

#include "emulator/herald-emulator-call.h"

G_BEGIN_DECLS

#define HERALD_EMULATOR_LARGEST_PAGE                                                               \
  5000 /* “Page results”, Dataverse documentation, read 2026-11 */

/* OData JSON Format 4.0, “Controlling the Amount of Control Information in Responses”. */
typedef enum
{
  HERALD_EMULATOR_METADATA_MINIMAL,
  HERALD_EMULATOR_METADATA_NONE,
  HERALD_EMULATOR_METADATA_FULL,
} HeraldEmulatorMetadata;

/* What had an effect on the answer, which says so. */
typedef enum
{
  HERALD_EMULATOR_HEEDED_PAGE_SIZE = 1 << 0,
  HERALD_EMULATOR_HEEDED_REPRESENTATION = 1 << 1,
  HERALD_EMULATOR_HEEDED_CONTINUING = 1 << 2,
  HERALD_EMULATOR_HEEDED_TRACKING = 1 << 3,
} HeraldEmulatorHeeded;

typedef struct
{
  guint                  heeded;    /* of HeraldEmulatorHeeded */
  gint64                 page_size; /* as asked, or as much as a page may have; 0 when not */
  gboolean               return_representation;
  gboolean               continue_on_error; /* of a batch */
  gboolean               track_changes;
  HeraldEmulatorMetadata metadata;
  char                  *annotations; /* (nullable): as asked, such as "*" */
} HeraldEmulatorPreferences;

HeraldEmulatorPreferences *herald_emulator_preferences_read (HeraldEmulatorCall *call);
gboolean
herald_emulator_preferences_want (const HeraldEmulatorPreferences *self, const char *annotation);
void
herald_emulator_preferences_apply (const HeraldEmulatorPreferences *self, HeraldEmulatorCall *call);
void herald_emulator_preferences_free (HeraldEmulatorPreferences *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorPreferences, herald_emulator_preferences_free)

const char *herald_emulator_preferences_get_content_type (const HeraldEmulatorPreferences *self);
void herald_emulator_preferences_strip (const HeraldEmulatorPreferences *self, JsonNode *node);

G_END_DECLS
