/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/herald-error.h"
#include "crypto/herald-vault-file.h"

#include <sodium.h>
#include <string.h>

#define PASSPHRASE "correct horse battery"
#define VALUE "-----BEGIN PRIVATE KEY-----\nÄ"
/* Where things stand in a file of version 1. */
#define VERSION_OFFSET 8
#define PASSES_OFFSET 12
#define MEMORY_OFFSET 16
#define CHECKSUM_OFFSET 36
#define CHECKSUM_BYTES 16
#define HEADER_BYTES 108

static HeraldVaultKey *
new_key (const char *passphrase)
{
  const HeraldVaultCost cost = HERALD_VAULT_COST_LEAST;
  g_autoptr (GError) error = NULL;
  HeraldVaultKey *key = herald_vault_key_new (passphrase, &cost, &error);

  g_assert_no_error (error);
  return key;
}

static HeraldVaultEntries *
new_entries (void)
{
  HeraldVaultEntries *entries = herald_vault_entries_new ();

  g_assert_true (herald_vault_entries_set (entries, "b\nkind\nid", VALUE, NULL));
  g_assert_true (herald_vault_entries_set (entries, "a\nkind\nid", "old", NULL));
  g_assert_true (herald_vault_entries_set (entries, "a\nkind\nid", "", NULL));
  return entries;
}

static GBytes *
seal (HeraldVaultKey *key)
{
  g_autoptr (HeraldVaultEntries) entries = new_entries ();
  g_autoptr (GError) error = NULL;
  GBytes *file = herald_vault_file_seal (entries, key, &error);

  g_assert_no_error (error);
  return file;
}

static void
assert_refuses (GBytes *file, HeraldVaultKey *key, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HeraldVaultEntries) entries = herald_vault_file_open (file, key, &error);

  g_assert_null (entries);
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
  if (words != NULL && strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

static gboolean
contains (GBytes *file, const char *needle)
{
  gsize       size = 0;
  const char *data = g_bytes_get_data (file, &size);
  gsize       length = strlen (needle);

  for (gsize i = 0; i + length <= size; i++)
    if (memcmp (data + i, needle, length) == 0)
      return TRUE;
  return FALSE;
}

static void
test_round_trip (void)
{
  g_autoptr (HeraldVaultKey) key = new_key (PASSPHRASE);
  g_autoptr (GBytes) file = seal (key);
  g_autoptr (GBytes) again = seal (key);
  g_autoptr (HeraldVaultKey) derived = NULL;
  g_autoptr (HeraldVaultEntries) entries = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_autoptr (GError) error = NULL;

  derived = herald_vault_file_derive_key (file, PASSPHRASE, &error);
  g_assert_no_error (error);
  entries = herald_vault_file_open (file, derived, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (herald_vault_entries_get (entries, "b\nkind\nid"), ==, VALUE);
  g_assert_cmpstr (herald_vault_entries_get (entries, "a\nkind\nid"), ==, "");
  g_assert_null (herald_vault_entries_get (entries, "c"));
  names = herald_vault_entries_list_names (entries);
  g_assert_cmpuint (names->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (names, 0), ==, "a\nkind\nid");
  /* Another nonce each time, and nothing to be read. */
  g_assert_false (g_bytes_equal (file, again));
  g_assert_false (contains (file, "PRIVATE"));
  g_assert_false (contains (file, "kind"));
}

static void
test_passphrases (void)
{
  g_autoptr (HeraldVaultKey) key = new_key (PASSPHRASE);
  g_autoptr (HeraldVaultKey) other = new_key (PASSPHRASE);
  g_autoptr (GBytes) file = seal (key);
  g_autoptr (GError) error = NULL;

  g_assert_null (herald_vault_file_derive_key (file, "correct horse batterx", &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
  g_assert_cmpstr (error->message, ==, "The passphrase is wrong");
  g_clear_error (&error);
  g_assert_null (herald_vault_file_derive_key (file, "", &error));
  g_assert_cmpstr (error->message, ==, "The passphrase is wrong");
  /* The same passphrase with another salt is another key. */
  g_assert_false (herald_vault_file_fits_key (file, other));
  assert_refuses (file, other, "was changed");
}

static void
test_new_passphrases (void)
{
  g_autofree char *longest = g_strnfill (HERALD_PASSPHRASE_MAX_BYTES, 'x');
  g_autofree char *longer = g_strnfill (HERALD_PASSPHRASE_MAX_BYTES + 1, 'x');
  const char      *bad[] = { "", "1234567", "äöüäöüä", "\xff\xfe passphrase", longer };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const HeraldVaultCost cost = HERALD_VAULT_COST_LEAST;
      g_autoptr (GError) error = NULL;

      g_assert_null (herald_vault_key_new (bad[i], &cost, &error));
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
    }
  g_assert_true (herald_vault_key_check_passphrase ("äöüäöüäö", NULL));
  g_assert_true (herald_vault_key_check_passphrase (longest, NULL));
}

/* Whatever bit changes, and wherever, the file is refused. */
static void
test_each_bit (void)
{
  g_autoptr (HeraldVaultKey) key = new_key (PASSPHRASE);
  g_autoptr (GBytes) file = seal (key);
  gsize         size = 0;
  const guint8 *data = g_bytes_get_data (file, &size);

  for (gsize bit = 0; bit < size * 8; bit++)
    {
      guint8 *changed = g_memdup2 (data, size);
      g_autoptr (GBytes) other = NULL;

      changed[bit / 8] = (guint8) (changed[bit / 8] ^ (1U << (bit % 8)));
      other = g_bytes_new_take (changed, size);
      assert_refuses (other, key, NULL);
    }
}

static void
test_each_length (void)
{
  g_autoptr (HeraldVaultKey) key = new_key (PASSPHRASE);
  g_autoptr (GBytes) file = seal (key);
  gsize         size = 0;
  const guint8 *data = g_bytes_get_data (file, &size);
  g_autoptr (GBytes) longer = NULL;
  guint8 *more = g_malloc0 (size + 1);

  for (gsize length = 0; length < size; length++)
    {
      g_autoptr (GBytes) shorter = g_bytes_new (data, length);

      assert_refuses (shorter, key,
                      length == 0                  ? "is empty"
                      : length < HEADER_BYTES + 16 ? "cut off"
                                                   : "damaged");
    }
  memcpy (more, data, size);
  longer = g_bytes_new_take (more, size + 1);
  assert_refuses (longer, key, "damaged");
}

/* What somebody writes on purpose has the right checksum. */
static GBytes *
forge (GBytes *file, gsize offset, guint32 number)
{
  gsize         size = 0;
  gconstpointer data = g_bytes_get_data (file, &size);
  guint8       *forged = g_memdup2 (data, size);
  const guint32 big_endian = GUINT32_TO_BE (number);

  memcpy (forged + offset, &big_endian, sizeof big_endian);
  crypto_generichash (forged + CHECKSUM_OFFSET, CHECKSUM_BYTES, forged, CHECKSUM_OFFSET, NULL, 0);
  return g_bytes_new_take (forged, size);
}

static void
test_hostile_header (void)
{
  static const struct
  {
    gsize       offset;
    guint32     number;
    const char *words;
  } cases[] = {
    { VERSION_OFFSET, 0, "another version" },
    { VERSION_OFFSET, 2, "another version" },
    { VERSION_OFFSET, G_MAXUINT32, "another version" },
    { PASSES_OFFSET, 0, "absurd" },
    { PASSES_OFFSET, 1, "absurd" },
    { PASSES_OFFSET, 9, "absurd" },
    { PASSES_OFFSET, G_MAXUINT32, "absurd" },
    { MEMORY_OFFSET, 0, "absurd" },
    { MEMORY_OFFSET, (8 * 1024) - 1, "absurd" },
    { MEMORY_OFFSET, (512 * 1024) + 1, "absurd" },
    { MEMORY_OFFSET, G_MAXUINT32, "absurd" },
  };
  g_autoptr (HeraldVaultKey) key = new_key (PASSPHRASE);
  g_autoptr (GBytes) file = seal (key);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) forged = forge (file, cases[i].offset, cases[i].number);
      g_autoptr (GError) error = NULL;

      assert_refuses (forged, key, cases[i].words);
      g_assert_null (herald_vault_file_derive_key (forged, PASSPHRASE, &error));
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

/* A cost that is allowed but not the file's own gives another key, and no opened file. */
static void
test_other_cost (void)
{
  g_autoptr (HeraldVaultKey) key = new_key (PASSPHRASE);
  g_autoptr (GBytes) file = seal (key);
  g_autoptr (GBytes) forged = forge (file, PASSES_OFFSET, 3);
  g_autoptr (GError) error = NULL;

  g_assert_null (herald_vault_file_derive_key (forged, PASSPHRASE, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
  assert_refuses (forged, key, NULL);
}

static void
test_other_files (void)
{
  static const char *const texts[] = { "hello", "{}", "SQLite format 3" };
  g_autoptr (HeraldVaultKey) key = new_key (PASSPHRASE);
  g_autoptr (GBytes) huge = NULL;
  g_autoptr (GBytes) file = seal (key);
  guint8 *data = g_malloc0 (HERALD_VAULT_FILE_MAX_BYTES + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) other = g_bytes_new_static (texts[i], strlen (texts[i]));

      assert_refuses (other, key, "no file of secrets");
    }
  memcpy (data, g_bytes_get_data (file, NULL), HEADER_BYTES);
  huge = g_bytes_new_take (data, HERALD_VAULT_FILE_MAX_BYTES + 1);
  assert_refuses (huge, key, "too large");
}

/* The plain form within, which only who knows the passphrase can write. */
static void
test_plain_forms (void)
{
#define FORM(bytes)                                                                                \
  {                                                                                                \
    (const guint8 *) (bytes), sizeof (bytes) - 1                                                   \
  }
  static const struct
  {
    const guint8 *data;
    gsize         size;
  } bad[] = {
    FORM (""),
    FORM ("\0\0\0"),
    FORM ("\0\0\0\1"),                                           /* none follows */
    FORM ("\0\0\0\0x"),                                          /* something follows */
    FORM ("\xff\xff\xff\xff"),                                   /* too many */
    FORM ("\0\0\0\1\0\0\0\1a\0\xff\xff\xff\xff"),                /* longer than all */
    FORM ("\0\0\0\1\0\0\0\1a\0\0\0\0\1b"),                       /* no end of the value */
    FORM ("\0\0\0\1\0\0\0\1ab\0\0\0\1b\0"),                      /* no end of the name */
    FORM ("\0\0\0\1\0\0\0\2a\0\0\0\0\0\1b\0"),                   /* a zero within the name */
    FORM ("\0\0\0\1\0\0\0\1\xff\0\0\0\0\1b\0"),                  /* no UTF-8 */
    FORM ("\0\0\0\2\0\0\0\1a\0\0\0\0\0\0\0\0\0\1a\0\0\0\0\0\0"), /* twice */
    FORM ("\0\0\0\2\0\0\0\1b\0\0\0\0\0\0\0\0\0\1a\0\0\0\0\0\0"), /* not in order */
  };
#undef FORM
  static const guint8 good[] = { 0, 0, 0, 1, 0, 0, 0, 1, 'a', 0, 0, 0, 0, 1, 'b', 0 };
  g_autoptr (HeraldVaultEntries) entries = herald_vault_entries_parse (good, sizeof good, NULL);

  g_assert_nonnull (entries);
  g_assert_cmpstr (herald_vault_entries_get (entries, "a"), ==, "b");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      if (herald_vault_entries_parse (bad[i].data, bad[i].size, &error) != NULL)
        g_error ("form %zu is taken", i);
      g_assert_error (error, HERALD_ERROR, HERALD_ERROR_SECRET);
    }
}

static void
test_limits (void)
{
  g_autoptr (HeraldVaultEntries) entries = herald_vault_entries_new ();
  g_autoptr (HeraldVaultKey) key = new_key (PASSPHRASE);
  g_autofree char *longest = g_strnfill (HERALD_VAULT_MAX_VALUE_BYTES, 'v');
  g_autofree char *longer = g_strnfill (HERALD_VAULT_MAX_VALUE_BYTES + 1, 'v');
  g_autofree char *long_name = g_strnfill (HERALD_VAULT_MAX_NAME_BYTES + 1, 'n');
  g_autoptr (GError) error = NULL;

  g_assert_false (herald_vault_entries_set (entries, "a", longer, NULL));
  g_assert_false (herald_vault_entries_set (entries, long_name, "v", NULL));
  g_assert_false (herald_vault_entries_set (entries, "a", "\xff", NULL));
  for (guint i = 0; i < HERALD_VAULT_MAX_BYTES / HERALD_VAULT_MAX_VALUE_BYTES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      g_assert_true (herald_vault_entries_set (entries, name, longest, NULL));
    }
  g_assert_null (herald_vault_file_seal (entries, key, &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_assert_true (herald_vault_entries_remove (entries, "0"));
  g_assert_false (herald_vault_entries_remove (entries, "0"));
  g_clear_pointer (&entries, herald_vault_entries_free);
  entries = new_entries ();
  g_assert_cmpuint (herald_vault_entries_remove_prefix (entries, "a\n"), ==, 1);
  g_assert_cmpuint (herald_vault_entries_get_size (entries), ==, 1);
}

static void
append_text (GByteArray *form, const char *text)
{
  const guint32 length = GUINT32_TO_BE ((guint32) strlen (text));

  g_byte_array_append (form, (const guint8 *) &length, sizeof length);
  g_byte_array_append (form, (const guint8 *) text, (guint) strlen (text) + 1);
}

/* As many as there may be: none is added then, but each can be replaced. */
static void
test_full (void)
{
  const guint32 n_entries = GUINT32_TO_BE (HERALD_VAULT_MAX_ENTRIES);
  g_autoptr (GByteArray) form = g_byte_array_new ();
  g_autoptr (HeraldVaultEntries) entries = NULL;
  g_autoptr (GError) error = NULL;

  g_byte_array_append (form, (const guint8 *) &n_entries, sizeof n_entries);
  for (guint i = 0; i < HERALD_VAULT_MAX_ENTRIES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%05u", i);

      append_text (form, name);
      append_text (form, "old");
    }
  entries = herald_vault_entries_parse (form->data, form->len, &error);
  g_assert_no_error (error);
  g_assert_false (herald_vault_entries_set (entries, "one more", "v", &error));
  g_assert_error (error, HERALD_ERROR, HERALD_ERROR_INVALID);
  g_clear_error (&error);
  herald_vault_entries_set (entries, "00042", "new", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (herald_vault_entries_get (entries, "00042"), ==, "new");
  g_assert_cmpuint (herald_vault_entries_get_size (entries), ==, HERALD_VAULT_MAX_ENTRIES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crypto/vault/round-trip", test_round_trip);
  g_test_add_func ("/crypto/vault/passphrases", test_passphrases);
  g_test_add_func ("/crypto/vault/new-passphrases", test_new_passphrases);
  g_test_add_func ("/crypto/vault/each-bit", test_each_bit);
  g_test_add_func ("/crypto/vault/each-length", test_each_length);
  g_test_add_func ("/crypto/vault/hostile-header", test_hostile_header);
  g_test_add_func ("/crypto/vault/other-cost", test_other_cost);
  g_test_add_func ("/crypto/vault/other-files", test_other_files);
  g_test_add_func ("/crypto/vault/plain-forms", test_plain_forms);
  g_test_add_func ("/crypto/vault/limits", test_limits);
  g_test_add_func ("/crypto/vault/full", test_full);
  return g_test_run ();
}
