/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emulator's rows: SQLite on the emulator's own thread, writes committed in groups. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HERALD_TYPE_EMULATOR_DB (herald_emulator_db_get_type ())
G_DECLARE_FINAL_TYPE (HeraldEmulatorDb, herald_emulator_db, HERALD, EMULATOR_DB, GObject)

/* Equality and order of texts: case-insensitive, accents count. */
#define HERALD_EMULATOR_COLLATION "HERALD_NOCASE"

typedef enum
{
  HERALD_EMULATOR_VALUE_NULL,
  HERALD_EMULATOR_VALUE_INT,
  HERALD_EMULATOR_VALUE_REAL,
  HERALD_EMULATOR_VALUE_TEXT,
} HeraldEmulatorValueKind;

/* One value to bind; only the member that @kind names counts. */
typedef struct
{
  HeraldEmulatorValueKind kind;
  gint64                  integer;
  double                  real;
  char                   *text; /* (owned) (nullable) */
} HeraldEmulatorValue;

/* An array of values that clears its elements. */
GArray *herald_emulator_values_new (void);
void    herald_emulator_values_add_null (GArray *values);
void    herald_emulator_values_add_int (GArray *values, gint64 value);
void    herald_emulator_values_add_real (GArray *values, double value);
void    herald_emulator_values_add_text (GArray *values, const char *value);

/* The rows of one SELECT; only one may be open per SQL text. */
typedef struct _HeraldEmulatorRows HeraldEmulatorRows;

gboolean    herald_emulator_rows_next (HeraldEmulatorRows *self, GError **error);
int         herald_emulator_rows_get_n_columns (HeraldEmulatorRows *self);
gboolean    herald_emulator_rows_is_null (HeraldEmulatorRows *self, int column);
gint64      herald_emulator_rows_get_int (HeraldEmulatorRows *self, int column);
double      herald_emulator_rows_get_real (HeraldEmulatorRows *self, int column);
const char *herald_emulator_rows_get_text (HeraldEmulatorRows *self, int column);
void        herald_emulator_rows_free (HeraldEmulatorRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeraldEmulatorRows, herald_emulator_rows_free)

/* Called once the writes made so far are on disk (or could not be put there). */
typedef void (*HeraldEmulatorCommitFunc) (gboolean committed, gpointer user_data);

/* For what is derived from rows and kept. */
void    herald_emulator_db_watch (HeraldEmulatorDb *self, const char *const *tables);
guint64 herald_emulator_db_get_watched_version (HeraldEmulatorDb *self);

HeraldEmulatorDb *herald_emulator_db_open (const char *path, GError **error);
gboolean herald_emulator_db_execute (HeraldEmulatorDb *self, const char *script, GError **error);
/* @format has one letter per value: s text (nullable), i gint64, d double. */
HeraldEmulatorRows *herald_emulator_db_select (HeraldEmulatorDb *self,
                                               GError          **error,
                                               const char       *sql,
                                               const char       *format,
                                               ...);
void                herald_emulator_db_limit_work (HeraldEmulatorDb *self, guint n_million_steps);
HeraldEmulatorRows *herald_emulator_db_select_values (HeraldEmulatorDb *self,
                                                      const char       *sql,
                                                      GArray           *values,
                                                      GError          **error);
gboolean            herald_emulator_db_run (HeraldEmulatorDb *self,
                                            GError          **error,
                                            const char       *sql,
                                            const char       *format,
                                            ...);
gboolean            herald_emulator_db_run_values (HeraldEmulatorDb *self,
                                                   const char       *sql,
                                                   GArray           *values,
                                                   GError          **error);
int                 herald_emulator_db_get_n_changes (HeraldEmulatorDb *self);
gboolean            herald_emulator_db_begin_step (HeraldEmulatorDb *self, GError **error);
void                herald_emulator_db_end_step (HeraldEmulatorDb *self, gboolean keep);
void                herald_emulator_db_after_commit (HeraldEmulatorDb        *self,
                                                     HeraldEmulatorCommitFunc func,
                                                     gpointer                 user_data);
gboolean            herald_emulator_db_commit (HeraldEmulatorDb *self, GError **error);
gboolean            herald_emulator_db_is_read_only (HeraldEmulatorDb *self);

G_END_DECLS
