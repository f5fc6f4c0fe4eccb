import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_contact'),
        ('planning', '0002_plan_targets_have_versions'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='lampscheme',
            name='planning_lampscheme_one_published',
        ),
        migrations.RenameField('lampscheme', 'status', 'state'),
        migrations.RenameField('lampschemeevent', 'status', 'state'),
        migrations.AlterField(
            model_name='lampscheme',
            name='state',
            field=models.CharField(choices=[('draft', '草稿'), ('submitted', '待发布'), ('published', '已发布'), ('withdrawn', '已撤回')], default='draft', editable=False, max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='lampschemeevent',
            name='state',
            field=models.CharField(choices=[('draft', '草稿'), ('submitted', '待发布'), ('published', '已发布'), ('withdrawn', '已撤回')], default='draft', editable=False, max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='lampscheme',
            name='is_reference',
            field=models.BooleanField(default=False, editable=False, verbose_name='参考方案'),
        ),
        migrations.AlterField(
            model_name='lampschemeevent',
            name='is_reference',
            field=models.BooleanField(default=False, editable=False, verbose_name='参考方案'),
        ),
        migrations.AddConstraint(
            model_name='lampscheme',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'published')), expressions=[('place', '='), ('is_reference', '='), (models.Func(models.F('valid_from'), models.F('valid_until'), models.Value('[]'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='planning_lampscheme_one_published', violation_error_message='该地域在此期间已有已发布的方案。'),
        ),
        migrations.AddConstraint(
            model_name='lampscheme',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='planning_lampscheme_dates_in_order', violation_error_message='失效日期不能早于生效日期。'),
        ),
    ]
