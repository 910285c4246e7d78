using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace WebchatAspire.Policy.Service.Data.Migrations
{
    /// <summary>Tiles of the tree over the ledger, and the checkpoints that were signed.</summary>
    public partial class LedgerTree : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "checkpoints",
                schema: "ledger",
                columns: table => new
                {
                    size = table.Column<long>(type: "bigint", nullable: false),
                    root = table.Column<byte[]>(type: "bytea", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    vkey = table.Column<string>(type: "text", nullable: false),
                    signed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_checkpoints", x => x.size);
                    table.CheckConstraint("ck_checkpoints_root", "octet_length(root) = 32");
                    table.CheckConstraint("ck_checkpoints_size", "size >= 0");
                }
            );

            migrationBuilder.CreateTable(
                name: "tiles",
                schema: "ledger",
                columns: table => new
                {
                    level = table.Column<int>(type: "integer", nullable: false),
                    index = table.Column<long>(type: "bigint", nullable: false),
                    hashes = table.Column<byte[]>(type: "bytea", nullable: false),
                    root = table.Column<byte[]>(type: "bytea", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tiles", x => new { x.level, x.index });
                    table.CheckConstraint("ck_tiles_hashes", "octet_length(hashes) = 8192");
                    table.CheckConstraint("ck_tiles_place", "level between 0 and 6 and index >= 0");
                    table.CheckConstraint("ck_tiles_root", "octet_length(root) = 32");
                }
            );

            migrationBuilder.CreateIndex(
                name: "ix_entries_key_rotated",
                schema: "ledger",
                table: "entries",
                column: "kind",
                filter: "kind = 'key-rotated'"
            );

            migrationBuilder.AddCheckConstraint(
                name: "ck_entries_entry",
                schema: "ledger",
                table: "entries",
                sql: "octet_length(entry) <= 65535"
            );

            migrationBuilder.Sql(TreeSql.Functions);
            migrationBuilder.Sql(TreeSql.Triggers);
            migrationBuilder.Sql(TreeSql.Storage);
            migrationBuilder.Sql(TreeSql.Grants);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(TreeSql.Drop);

            migrationBuilder.DropTable(name: "checkpoints", schema: "ledger");

            migrationBuilder.DropTable(name: "tiles", schema: "ledger");

            migrationBuilder.DropIndex(name: "ix_entries_key_rotated", schema: "ledger", table: "entries");

            migrationBuilder.DropCheckConstraint(name: "ck_entries_entry", schema: "ledger", table: "entries");
        }
    }
}
