# What prepared statements of the C library get from a server of MySQL: perl mysql-prepared.pl PORT
use strict;
use warnings;
use DBI;
use JSON::PP;

my $connection = DBI->connect("DBI:MariaDB:database=shop;host=127.0.0.1;port=$ARGV[0]", 'root', 'secret', {
    RaiseError => 1, PrintError => 0, mariadb_server_prepare => 1, mariadb_server_prepare_disable_fallback => 1,
});
$connection->do('create table goods (id bigint primary key auto_increment, name varchar(40), n int, f double)');
my $insert = $connection->prepare('insert into goods (name, n, f) values (?, ?, ?)');
$insert->execute("name $_", $_, $_ / 4) for 1 .. 5;
my %said = (lastId => 0 + $connection->last_insert_id(undef, undef, undef, undef));
my $select = $connection->prepare('select n, f from goods where n > ? and name like ? order by id');
for my $low (1, 3, 9) {
    $select->execute($low, 'name%');
    $said{above}{$low} = [map { "$_->[0]:$_->[1]" } @{ $select->fetchall_arrayref }];
}
$insert->execute(undef, undef, undef);
$said{nulls} = 0 + $connection->selectrow_array('select count(*) from goods where name is null');
eval { $connection->prepare('select nope from goods')->execute };
$said{refused} = $connection->errstr;
my $update = $connection->prepare('update goods set n = n + ? where id = ?');
$said{updated} = 0 + $update->execute(10, 2);
$connection->{AutoCommit} = 0;
$update->execute(100, 2);
$connection->rollback;
$said{rolledBack} = 0 + $connection->selectrow_array($connection->prepare('select n from goods where id = ?'), undef, 2);
print JSON::PP->new->encode(\%said);
